// One logger. Personal fields and secrets are removed by name wherever they stand.
import pino from 'pino';
import { config } from './config.server.ts';

const secrets = ['accessToken', 'refreshToken', 'access_token', 'refresh_token', 'client_secret', 'authorization', 'signature', 'email', 'phone', 'firstName', 'lastName', 'id_token', 'code'];
/** What PostgreSQL says of a failed statement, with the values that were in it. */
const ofStatements = ['err.detail', 'err.where', 'err.internalQuery', 'err.cause.detail', 'err.cause.where'];

/** @param to standard error, so that a command's standard output stays its result. */
export function makeLogger(level: string, to: pino.DestinationStream): pino.Logger {
  return pino(
    {
      level,
      base: null,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]).concat(ofStatements), censor: '[removed]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    to,
  );
}

const held = globalThis as { perennialLog?: pino.Logger };

export function log(): pino.Logger {
  return (held.perennialLog ??= makeLogger(config().logLevel, pino.destination({ dest: 2, sync: true })));
}
