// The app as the framework serves it, put together from the files in app/routes as the build does it, without a build.
import path from 'node:path';
import { createRequestHandler, type ServerBuild } from '@remix-run/node';
import { flatRoutes } from '@remix-run/dev/dist/config/flat-routes.js';

const APP = path.resolve(import.meta.dirname, '../../../app');

export interface RouteFile {
  /** As the framework names it: "routes/app.alerts". */
  readonly id: string;
  /** Relative to app. */
  readonly file: string;
  /** The whole address, with its parameters: "/app/customers/:customerId". */
  readonly pattern: string;
  readonly parentId?: string | undefined;
  readonly path?: string | undefined;
  readonly index?: boolean | undefined;
}

/** Every route that there is in the file system; what vite.config.ts ignores is none. */
export function findRoutes(): RouteFile[] {
  const manifest = flatRoutes(APP, ['**/*.server.*', '**/*.css']);
  const full = (id: string | undefined): string => (id === undefined || id === 'root' ? '' : `${full(manifest[id]?.parentId)}${manifest[id]?.path ? `/${manifest[id].path}` : ''}`);
  return Object.values(manifest).map(({ id, file, parentId, path: own, index }) => ({ id, file, parentId, path: own, index, pattern: full(id) || '/' }));
}

type RouteModule = Record<string, unknown> & { default?: unknown; loader?: unknown; action?: unknown };

export async function readRouteModule({ file }: { file: string }): Promise<RouteModule> {
  return (await import(/* @vite-ignore */ path.join(APP, file))) as RouteModule;
}

export async function appHandler(): Promise<(request: Request) => Promise<Response>> {
  const files = [{ id: 'root', file: 'root.tsx', path: '' }, ...findRoutes()];
  const routes = await Promise.all(
    files.map(async ({ pattern: _, ...route }: Partial<RouteFile> & { id: string; file: string }) => {
      const module = await readRouteModule(route);
      const facts = { hasAction: 'action' in module, hasLoader: 'loader' in module, hasClientAction: false, hasClientLoader: false, hasErrorBoundary: 'ErrorBoundary' in module };
      return { server: { ...route, module }, entry: { ...route, ...facts, module: `/${route.id}.js`, imports: [] } };
    }),
  );
  const byId = <T extends { id: string }>(all: readonly T[]) => Object.fromEntries(all.map((one) => [one.id, one]));
  const build = {
    mode: 'production',
    entry: { module: await import('../../../app/entry.server.tsx') },
    routes: byId(routes.map(({ server }) => server)),
    assets: { entry: { imports: [], module: '/entry.js' }, routes: byId(routes.map(({ entry }) => entry)), url: '/manifest.js', version: '1' },
    publicPath: '/',
    assetsBuildDirectory: 'build/client',
    future: { v3_fetcherPersist: true, v3_relativeSplatPath: true, v3_throwAbortReason: true, v3_lazyRouteDiscovery: true, v3_singleFetch: true },
    isSpaMode: false,
  };
  const handle = createRequestHandler(build as unknown as ServerBuild, 'production');
  return (request) => handle(request);
}
