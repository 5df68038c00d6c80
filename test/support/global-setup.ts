// One embedded PostgreSQL for all test files, and in it one migrated template database that each file clones.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { readConfig } from '../../app/config.server.ts';
import { setupQueue } from '../../app/queue/boss.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../app/records/database/embedded-postgres.ts';
import { setupDatabase } from '../../app/records/database/setup-database.ts';

const root = path.resolve(import.meta.dirname, '../..');

declare module 'vitest' {
  export interface ProvidedContext {
    ownerUrl: string;
    template: string;
  }
}

/** Changes with whatever shapes the template, so that an old one is never cloned. */
function templateName(): string {
  const hash = createHash('sha256');
  for (const file of [...globSync('prisma/migrations/*/migration.sql', { cwd: root }), 'app/queue/job-contracts.ts', 'app/queue/boss.ts', 'app/records/database/setup-database.ts'].sort()) {
    hash.update(readFileSync(path.join(root, file)));
  }
  return `template_${hash.digest('hex').slice(0, 16)}`;
}

/** The data of tests may be lost with the power: no write waits for the disk. */
const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=256MB', 'max_connections=300'];

export default async function setup(project: TestProject): Promise<void> {
  const server: EmbeddedPostgres = await startEmbeddedPostgres(path.join(root, '.data/test'), { settings });
  const template = templateName();
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('select pg_advisory_lock(728300)');
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [template]);
    if (!rowCount) {
      const unfinished = `${template}_unfinished`;
      await admin.query(`drop database if exists ${unfinished}`);
      await admin.query(`create database ${unfinished}`);
      const url = new URL(server.url);
      url.pathname = `/${unfinished}`;
      for (const [name, value] of Object.entries(project.config.env)) process.env[name] ??= String(value);
      await setupDatabase(url.toString(), readConfig(process.env).databaseRolePassword, setupQueue);
      await admin.query(`alter database ${unfinished} rename to ${template}`);
    }
  } finally {
    await admin.query('select pg_advisory_unlock(728300)');
    await admin.end();
  }
  project.provide('ownerUrl', server.url);
  project.provide('template', template);
  // The server stays up for the next run; in CI the test command stops it.
}
