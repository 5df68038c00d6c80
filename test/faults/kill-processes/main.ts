// npm run -s faults -- --processes [--kills N --stops N --workers N --seed S --shoppers N --every MS]
// Kills real workers and web processes and cuts PostgreSQL off under load; ends with one JSON object.
import { parseArgs } from 'node:util';
import { runStorm } from './run.ts';

const { values } = parseArgs({
  options: {
    processes: { type: 'boolean', default: true },
    kills: { type: 'string', default: '200' },
    stops: { type: 'string', default: '10' },
    workers: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    shoppers: { type: 'string', default: '400' },
    every: { type: 'string', default: '1500' },
  },
});

const found = await runStorm({ kills: Number(values.kills), stops: Number(values.stops), workers: Number(values.workers), seed: Number(values.seed), shoppers: Number(values.shoppers), everyMs: Number(values.every) });
process.stdout.write(`${JSON.stringify(found)}\n`);
process.exit(found.fine ? 0 : 1);
