// ClickHouse in this process (chdb) on two threads. Arguments and questions as of duckdb-peer.ts.
import { createRequire } from 'node:module';
import path from 'node:path';
import { timed } from '../../measure/alternate.ts';
import { answerLines } from '../../measure/answer-lines.ts';
import { checksumSql, codeSql, fifthPlaces, MEASURES, standingsSql, thresholds, type Measure } from './sql.ts';

interface Chdb {
  Session: new () => { query(sql: string, format: string): string };
}

const [folder = '', file = '', today = ''] = process.argv.slice(2);
const { Session } = createRequire(path.join(folder, 'package.json'))('chdb') as Chdb;
const session = new Session();
const row = (sql: string): Record<string, number> => {
  const first = JSON.parse(session.query(`${sql} settings max_threads = 2, output_format_json_quote_64bit_integers = 0`, 'JSONEachRow').split('\n')[0] ?? '{}') as Record<string, number | string>;
  return Object.fromEntries(Object.entries(first).map(([name, value]) => [name, Number(value)]));
};
const dialect = { countIf: (condition: string) => `countIf(${condition})`, maxIf: (value: string, condition: string) => `nullIf(maxIf(toInt64(${value}), ${condition}), 0)` };
const run = (sql: string): string => session.query(sql, 'CSV');

run('create database if not exists bench');
run("create table bench.by_time (customer UInt32, day Int32, cents Int32, cancelled UInt8) engine = Memory");
run(`insert into bench.by_time select * from file('${file}', 'CSV', 'customer UInt32, day Int32, cents Int32, cancelled UInt8')`);
run('create table bench.by_customer engine = Memory as select customer, day, cents from bench.by_time where cancelled = 0 order by customer, day');

function score(table: string): string {
  run('drop table if exists bench.measured');
  run(
    `create table bench.measured engine = Memory as select customer, greatest(0, ${today} - max(day)) as recency, count() as orders, sum(cents) as value from bench.${table} ${table === 'by_time' ? 'where cancelled = 0' : ''} group by customer settings max_threads = 2`,
  );
  const { n = 0 } = row('select count() as n from bench.measured');
  // quantilesExact takes the value at floor(share × n), counted from 0.
  const shares = fifthPlaces(n).map((place) => (place + 0.5) / n);
  const of = (measure: Measure): string => `quantilesExact(${shares.join(', ')})(${measure})`;
  const found = row(`select ${MEASURES.flatMap((measure) => shares.map((_, k) => `${of(measure)}[${k + 1}] as ${measure}_${k}`)).join(', ')} from bench.measured`);
  const candidates = Object.fromEntries(MEASURES.map((measure) => [measure, shares.map((_, k) => found[`${measure}_${k}`]!)])) as Record<Measure, number[]>;
  const cuts = thresholds(candidates, row(standingsSql(dialect, candidates, 'bench.measured')), n);
  const { cells, folded } = row(checksumSql(codeSql(cuts), 'bench.measured'));
  return `${n} ${cells} ${folded}`;
}

await answerLines({ clickhouse: run('select version()').trim() }, (line) => timed(() => score(line)));
