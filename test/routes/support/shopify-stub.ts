// Stands in for Shopify's Admin API in tests of pages: it names customers and finds them by name, or refuses to.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Mood = 'willing' | 'names-denied' | 'down';

let mood: Mood = 'willing';
export const asked: { operation: string; variables: Record<string, unknown> }[] = [];

export function setMood(next: Mood): void {
  mood = next;
}

const nameOf = (gid: string) => `Shopper ${gid.split('/').at(-1)}`;

function answer(query: string, variables: { ids?: string[]; query?: string }): unknown {
  const denied = { message: 'Access denied', path: ['nodes', 0, 'displayName'], extensions: { code: 'ACCESS_DENIED' } };
  if (query.includes('customerNames')) {
    const nodes = (variables.ids ?? []).map((id) => ({ id, displayName: mood === 'names-denied' ? null : nameOf(id) }));
    return mood === 'names-denied' ? { data: { nodes }, errors: [denied] } : { data: { nodes } };
  }
  if (query.includes('searchCustomers')) {
    const wanted = /\d+/.exec(variables.query ?? '')?.[0];
    return { data: { customers: { nodes: wanted ? [{ id: `gid://shopify/Customer/${wanted}` }] : [], pageInfo: { hasNextPage: false } } } };
  }
  return { errors: [{ message: 'This stand-in knows no such operation.' }] };
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (mood === 'down') {
      response.writeHead(503).end();
      return;
    }
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables: Record<string, unknown> };
    asked.push({ operation: /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '', variables });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(query, variables)));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
server.unref();
// Read when the configuration is first asked for, which is after all imports.
process.env['SIMULATED_STORE_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
