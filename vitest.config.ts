import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    // Most tests wait for PostgreSQL or for HTTP: one more of them than there are cores keeps the cores busy.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: 'checks',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/journeys/**', 'test/bench/**'],
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/fail-on-console.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          env: {
            PERENNIAL_ENV: 'simulation',
            SHOPIFY_API_KEY: '0123456789abcdef0123456789abcdef',
            SHOPIFY_API_SECRET: 'shpss_simulated_secret_for_tests',
            SHOPIFY_APP_URL: 'https://app.test',
            ENCRYPTION_KEYS: 'test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
            LOG_LEVEL: 'fatal',
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
