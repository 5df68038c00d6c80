// Loads the app's modules as they are, but for one line in front that takes timers and network from the world of the schedule,
// one behind that lets a killed process forget what it kept in memory, and, on demand, one planted bug.
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PlantedBug } from '../planted/planted-bug.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const APP = pathToFileURL(path.join(root, 'app')).href + '/';
const HERE = pathToFileURL(path.join(root, 'test/faults')).href + '/';

const FRONT = 'const { setTimeout, clearTimeout, setInterval, clearInterval, performance, AbortSignal, fetch } = globalThis.faultsApp; ';

/** What modules keep between two calls, by file: how a process that starts anew finds it. */
const MEMORY: Record<string, string> = {
  'shopify/tokens/access-token.ts': 'cached.clear(); underWay.clear(); queue.length = 0; running = 0;',
  'shopify/admin/pacing.ts': 'buckets.clear();',
  'sync/webhooks/inbox-writer.ts': 'pending.length = 0; writers = 0; statement = undefined;',
};

const held = { planted: false };

/** Whether the module with the bug was loaded at all. */
export const isPlanted = (): boolean => held.planted;

function planted(source: string, file: string, bug: PlantedBug | null): string {
  if (bug?.file !== file) return source;
  const parts = source.split(bug.find);
  if (parts.length !== 2) throw new Error(`The planted bug "${bug.name}" finds its place in app/${file} ${parts.length - 1} times, not once.`);
  held.planted = true;
  return parts.join(bug.replace);
}

/** To be called once, before any module of the app is loaded. */
export function registerLoader(bug: PlantedBug | null): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const ofApp = context.parentURL?.startsWith(APP) ?? false;
      if (ofApp && specifier === 'node:timers/promises') return nextResolve(`${HERE}loader/timers-promises.ts`, context);
      if (ofApp && specifier === 'pg-boss') return nextResolve(`${HERE}queue/fake-boss.ts`, context);
      return nextResolve(specifier, context);
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.startsWith(APP) || !url.endsWith('.ts')) return loaded;
      const file = url.slice(APP.length);
      const source = planted(String(typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array)), file, bug);
      const memory = MEMORY[file];
      return { ...loaded, source: `${FRONT}${source}\n${memory ? `globalThis.faultsApp.onForget(() => { ${memory} });\n` : ''}` };
    },
  });
}
