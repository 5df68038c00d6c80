// DuckDB in memory on two threads. Arguments: the folder it is installed in, a CSV file of orders, the day of today.
// Asked: run TABLE, where TABLE is by_time (every row, cancelled ones marked) or by_customer (what counts, clustered).
import { createRequire } from 'node:module';
import path from 'node:path';
import { timed } from '../../measure/alternate.ts';
import { answerLines } from '../../measure/answer-lines.ts';
import { checksumSql, codeSql, fifthPlaces, MEASURES, standingsSql, thresholds, type Measure } from './sql.ts';

interface Reader {
  getRowObjectsJson(): Record<string, string | number>[];
}
interface Connection {
  runAndReadAll(sql: string): Promise<Reader>;
  run(sql: string): Promise<unknown>;
}
interface DuckDb {
  version(): string;
  DuckDBInstance: { create(path: string, options: Record<string, string>): Promise<{ connect(): Promise<Connection> }> };
}

const [folder = '', file = '', today = ''] = process.argv.slice(2);
const duckdb = createRequire(path.join(folder, 'package.json'))('@duckdb/node-api') as DuckDb;
const connection = await (await duckdb.DuckDBInstance.create(':memory:', { threads: '2' })).connect();
const row = async (sql: string): Promise<Record<string, number>> => {
  const [first = {}] = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  return Object.fromEntries(Object.entries(first).map(([name, value]) => [name, Number(value)]));
};
const dialect = { countIf: (condition: string) => `count(*) filter (where ${condition})`, maxIf: (value: string, condition: string) => `max(${value}) filter (where ${condition})` };

await connection.run(`create table by_time as select * from read_csv('${file}', header = false, columns = {'customer': 'UINTEGER', 'day': 'INTEGER', 'cents': 'INTEGER', 'cancelled': 'UTINYINT'})`);
await connection.run('create table by_customer as select customer, day, cents from by_time where cancelled = 0 order by customer, day');

async function score(table: string): Promise<string> {
  await connection.run(
    `create or replace temp table measured as select customer, greatest(0, ${today} - max(day)) as recency, count(*) as orders, sum(cents)::bigint as value from ${table} ${table === 'by_time' ? 'where cancelled = 0' : ''} group by customer`,
  );
  const { n = 0 } = await row('select count(*) as n from measured');
  // quantile_disc takes the value at ceil(share × n) − 1, counted from 0.
  const shares = fifthPlaces(n).map((place) => (place + 0.5) / n);
  const found = await row(`select ${MEASURES.flatMap((measure) => shares.map((share, k) => `quantile_disc(${measure}, [${shares.join(', ')}])[${k + 1}] as ${measure}_${k}`)).join(', ')} from measured`);
  const candidates = Object.fromEntries(MEASURES.map((measure) => [measure, shares.map((_, k) => found[`${measure}_${k}`]!)])) as Record<Measure, number[]>;
  const cuts = thresholds(candidates, await row(standingsSql(dialect, candidates, 'measured')), n);
  const { cells, folded } = await row(checksumSql(codeSql(cuts), 'measured'));
  return `${n} ${cells} ${folded}`;
}

await answerLines({ duckdb: duckdb.version() }, (line) => timed(() => score(line)));
