// A connection whose other end is gone without a word (a cable, a firewall, a machine without power) is noticed at both ends: by the
// server, so that the locks of the dead are free again and their jobs can be taken up within a minute (decision 0029), and by us.
import type { Socket } from 'node:net';
import type pg from 'pg';

/** No statement of the app takes as long: the longest, in the scoring of a million customers, take a minute or two. */
const LONGEST_STATEMENT_MINUTES = 9;
/** Longer than any statement: a connection on which an answer is due and nothing came for so long is dead. */
export const SILENT_AFTER_MS = (LONGEST_STATEMENT_MINUTES + 1) * 60_000;

/** Probes of an idle connection, or of one on which the other end has taken what we sent; the operating system adds ten of a second each. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/**
 * Settings of the app's role, for each of its connections. By the role and not by what is sent as a connection is made, which a pooler
 * in between may refuse.
 */
const ROLE_SETTINGS: Readonly<Record<string, string>> = {
  statement_timeout: `${LONGEST_STATEMENT_MINUTES}min`,
  // Nobody waits for anything but the database, or one request to Shopify, in a transaction.
  idle_in_transaction_session_timeout: '2min',
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '25s',
};

/** The statement of a process that was killed is ended too, and does not go on with its locks. Servers on Windows cannot see it. */
const LOOK_FOR_THE_DEAD = { client_connection_check_interval: '5s' };

/** @param role as an identifier. @returns statements for the owner. */
export function limitsOfRole(role: string, serverVersion: string): string[] {
  const settings = /windows|visual c|mingw/i.test(serverVersion) ? ROLE_SETTINGS : { ...ROLE_SETTINGS, ...LOOK_FOR_THE_DEAD };
  return Object.entries(settings).map(([name, value]) => `alter role ${role} set ${name} = '${value}'`);
}

interface Inside {
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Socket };
}

/**
 * Breaks a connection on which an answer is due and nothing came for too long, in either direction: what waits for it fails then.
 * Connections within the machine cannot be half open.
 */
export function noticeSilence(client: pg.PoolClient, silentAfterMs = SILENT_AFTER_MS): void {
  const inside = client as unknown as Inside;
  const { stream } = inside.connection;
  if (stream.remoteAddress === undefined) return;
  stream.setTimeout(silentAfterMs);
  stream.on('timeout', () => {
    if (!inside.readyForQuery) stream.destroy(new Error(`the database has not answered for ${silentAfterMs / 1000} s`));
  });
}
