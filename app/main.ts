// One process of the app: `node app/main.ts web|worker|setup|dev`. Everything it needs comes from the environment.
import { config } from './config.server.ts';
import { log } from './log.server.ts';
import { setupQueue } from './queue/boss.ts';
import { startEmbeddedPostgres } from './records/database/embedded-postgres.ts';
import { appRoleUrl, setupDatabase } from './records/database/setup-database.ts';

/** The owner's connection string: DATABASE_URL, or the embedded PostgreSQL under DATA_DIR, started when it is not running. */
async function ownerUrl(): Promise<string> {
  return config().databaseUrl ?? (await startEmbeddedPostgres(config().dataDir)).url;
}

async function main(role: string | undefined): Promise<void> {
  if (role === 'setup') {
    await setupDatabase(await ownerUrl(), config().databaseRolePassword, setupQueue);
    return;
  }
  const starting = start(role);
  let stopping = false;
  const end = (because: string) => {
    if (stopping) return;
    stopping = true;
    log().info({ because, role }, 'stopping');
    starting.then(({ stop }) => stop()).then(
      () => process.exit(0),
      (error: unknown) => {
        log().error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  // Also while it starts: what has begun is brought to its end first.
  for (const because of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(because, () => end(because));
  await starting;
}

async function start(role: string | undefined): Promise<{ stop(): Promise<void> }> {
  const url = appRoleUrl(await ownerUrl(), config().databaseRolePassword);
  if (role === 'web' || role === 'dev') return (await import('./server.ts')).startServer(url, role === 'dev');
  if (role === 'worker') return (await import('./worker.ts')).startWorker(url);
  throw new Error('Say which process to run: node app/main.ts web | worker | setup | dev');
}

try {
  await main(process.argv[2]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.message || error.stack) : String(error)}\n`);
  process.exit(1);
}
