// One logger. Personal fields and secrets are removed by name wherever they stand.
import pino from 'pino';
import { config } from './config.server.ts';

const secrets = ['accessToken', 'refreshToken', 'access_token', 'refresh_token', 'client_secret', 'authorization', 'signature', 'email', 'phone', 'firstName', 'lastName', 'id_token', 'code'];

function makeLogger(): pino.Logger {
  return pino(
    {
      level: config().logLevel,
      base: null,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[removed]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    // Standard error, so that a command's standard output stays its result.
    pino.destination({ dest: 2, sync: true }),
  );
}

const held = globalThis as { perennialLog?: pino.Logger };

export function log(): pino.Logger {
  return (held.perennialLog ??= makeLogger());
}
