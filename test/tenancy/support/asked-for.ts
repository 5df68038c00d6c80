// What the source of a route reads from a request, found by looking at it: the entries must name all of it.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const APP = path.resolve(import.meta.dirname, '../../../app');
const source = (file: string) => readFileSync(path.join(APP, file), 'utf8');
const quoted = (text: string) => [...text.matchAll(/'([^']+)'/g)].map(([, word]) => word ?? '');

/** Parameters in the address, those the code reads by name, and the fields of the schemas in the file. */
export function inputsOf(file: string, pattern: string): string[] {
  const text = source(file);
  const read = [...text.matchAll(/(?:searchParams|formData\(\)\)|params|form|fields)\.get\('(\w+)'\)/g)].map(([, name]) => name ?? '');
  // "const somethingSchema = z.object({ … })": its keys, one level deep.
  const schemas = [...text.matchAll(/z\.(?:strictObject|object)\(\{([\s\S]*?)\}\)/g)].flatMap(([, body]) => [...(body ?? '').matchAll(/(?:^|[,\s])(\w+)(?=:| *,|$)(?=\s*:)/g)].map(([, name]) => name ?? ''));
  const inPath = [...pattern.matchAll(/:(\w+)|(\*)/g)].map(([, name, splat]) => name ?? splat ?? '');
  return [...new Set([...read, ...schemas, ...inPath])].filter((name) => name !== 'intent');
}

/** The intents that the code of the route knows. */
export function intentsOf(file: string): string[] {
  const text = source(file);
  const inSchemas = [...text.matchAll(/intent: z\.(?:enum|literal)\(([^)]*)\)/g)].flatMap(([, list]) => quoted(list ?? ''));
  const compared = [...text.matchAll(/intent(?:'\])? (?:===|!==) '([^']+)'/g)].map(([, word]) => word ?? '');
  return [...new Set([...inSchemas, ...compared])];
}

/** The intents that any button or form of a page sends. */
export function intentsSent(): string[] {
  const texts = globSync(['ui/**/*.tsx', 'routes/**/*.tsx'], { cwd: APP }).map(source);
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/name="intent" value="([^"]+)"|intent: '([^']+)'/g)].map(([, inForm, inCode]) => inForm ?? inCode ?? '')))];
}
