// PostgreSQL finds functions by search_path: in front of its own stand now() and clock_timestamp() of the world of the schedule,
// told to each connection when the time has moved on. Column defaults were bound when the tables were made: they are bound anew.
import type pg from 'pg';

export const VIRTUAL_SCHEMA = `
  create schema if not exists virtual;
  create or replace function virtual.now() returns timestamptz language sql stable parallel safe
    as $$ select coalesce(nullif(pg_catalog.current_setting('virtual.now', true), '')::timestamptz, pg_catalog.now()) $$;
  create or replace function virtual.clock_timestamp() returns timestamptz language sql volatile
    as $$ select coalesce(nullif(pg_catalog.current_setting('virtual.now', true), '')::timestamptz, pg_catalog.clock_timestamp()) $$;
  create table if not exists pgboss.faults_job (
    id bigserial primary key, name text not null, key text not null, data jsonb not null, state text not null default 'created',
    start_after timestamptz not null, retry_count int not null default 0, created_on timestamptz not null default virtual.now());
  create unique index if not exists faults_job_stately on pgboss.faults_job (name, key, state);`;

/** What stood in the inbox of a shop when the shop was erased: it went by right. Nothing else deletes from there within an hour. */
const GONE_WITH_SHOP = `
  create table virtual.gone_with_shop (event_id text not null);
  create function virtual.note_gone_with_shop() returns trigger language plpgsql security definer
    as $$ begin insert into virtual.gone_with_shop select event_id from gone g where not exists (select from public.shop s where s.shop_id = g.shop_id); return null; end $$;
  create trigger faults_gone_with_shop after delete on public.webhook_inbox referencing old table as gone for each statement execute function virtual.note_gone_with_shop();`;

/** Run once as the owner, in the harness's own database. */
export async function installVirtualTime(owner: pg.Client, role: string): Promise<void> {
  await owner.query(VIRTUAL_SCHEMA + GONE_WITH_SHOP);
  await owner.query(`grant usage on schema virtual to ${role}; grant execute on all functions in schema virtual to ${role};
    grant usage on schema pgboss to ${role}; grant select, insert, update, delete on pgboss.faults_job to ${role}; grant usage on sequence pgboss.faults_job_id_seq to ${role}`);
  const { rows } = await owner.query<{ place: string; name: string }>(
    `select format('%I.%I', table_schema, table_name) as place, format('%I', column_name) as name from information_schema.columns
     where table_schema = 'public' and column_default ~* '^(current_timestamp|now\\(\\)|clock_timestamp\\(\\))$'`,
  );
  for (const { place, name } of rows) await owner.query(`alter table ${place} alter column ${name} set default virtual.now()`);
  const { rows: database } = await owner.query<{ name: string }>('select format(\'%I\', current_database()) as name');
  await owner.query(`alter role ${role} in database ${database[0]?.name ?? ''} set search_path = virtual, public, pg_catalog`);
  // Statements are prepared by name (database-steps.ts): planned once for each connection.
  await owner.query(`alter role ${role} in database ${database[0]?.name ?? ''} set plan_cache_mode = force_generic_plan`);
  // A run that is halted for a while is not a process that died.
  await owner.query(`alter role ${role} in database ${database[0]?.name ?? ''} set idle_in_transaction_session_timeout = 0`);
  await owner.query(`alter role ${role} in database ${database[0]?.name ?? ''} set statement_timeout = 0`);
  // Who closes a circle of waiting finds it out at once, and not whoever's timer happens to go off first.
  await owner.query(`alter role ${role} in database ${database[0]?.name ?? ''} set deadlock_timeout = '1ms'`);
}
