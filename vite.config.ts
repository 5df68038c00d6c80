import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        v3_singleFetch: true,
        v3_routeConfig: false,
      },
      ignoredRouteFiles: ['**/*.server.*', '**/*.css'],
    }),
  ],
  build: { assetsInlineLimit: 0, sourcemap: false, target: 'es2022' },
  ssr: { noExternal: ['@shopify/polaris', '@shopify/polaris-icons', '@shopify/app-bridge-react'] },
});
