// Prisma's own engine binaries cannot be downloaded everywhere; the JavaScript engine with the pg adapter needs none.
import { defineConfig } from 'prisma/config';
import { migrationAdapter } from './prisma/migration-adapter.ts';

export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => migrationAdapter(),
});
