// Makes a fresh machine ready and then runs one of our commands: node test/support/bootstrap.mjs FILE.ts [arguments].
// Plain JavaScript for Node 20.20, because it runs before anything is installed. Says what it does on standard error only.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const say = (text) => process.stderr.write(`${text}\n`);

function versionAtLeast(version, wanted) {
  const have = version.replace(/^v/, '').split('.').map(Number);
  for (let i = 0; i < wanted.length; i += 1) {
    if ((have[i] ?? 0) !== wanted[i]) return (have[i] ?? 0) > wanted[i];
  }
  return true;
}

function runOrStop(command, args, env) {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Does `work` unless it was done for exactly this state of the files. */
function once(mark, files, isThere, work) {
  const hash = createHash('sha256').update(process.arch).update(process.platform);
  for (const file of files) hash.update(readFileSync(path.join(root, file)));
  const digest = hash.digest('hex');
  const markFile = path.join(root, 'node_modules', mark);
  if (isThere() && existsSync(markFile) && readFileSync(markFile, 'utf8') === digest) return;
  work();
  mkdirSync(path.dirname(markFile), { recursive: true });
  writeFileSync(markFile, digest);
}

if (!versionAtLeast(process.version, [20, 20])) {
  say(`Perennial needs Node.js 20.20 or newer; this is ${process.version}.`);
  process.exit(1);
}

once('.perennial-installed', ['package-lock.json'], () => existsSync(path.join(root, 'node_modules/node/bin')), () => {
  say('Installing the packages (once; about a minute) …');
  runOrStop('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], process.env);
});

// Everything runs on one Node: the system's where it is new enough, else the one of the npm package `node`.
const node = versionAtLeast(process.version, [22, 12]) && process.version.startsWith('v24') ? process.execPath : path.join(root, 'node_modules/node/bin/node');
const env = {
  ...process.env,
  PATH: [path.dirname(node), path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
  NODE_OPTIONS: [process.env.NODE_OPTIONS, '--disable-warning=ExperimentalWarning'].filter(Boolean).join(' '),
};

const models = readdirSync(path.join(root, 'prisma/models')).sort().map((file) => `prisma/models/${file}`);
once('.perennial-prisma', ['package-lock.json', 'prisma/schema.prisma', ...models], () => existsSync(path.join(root, 'node_modules/.prisma/client/index.js')), () => {
  runOrStop(node, [path.join(root, 'node_modules/prisma/build/index.js'), 'generate', '--no-hints'], { ...env, DATABASE_URL: 'postgresql://not-used', PRISMA_HIDE_UPDATE_MESSAGE: '1' });
});

const [file, ...args] = process.argv.slice(2);
const child = spawn(node, [path.join(root, file), ...args], { cwd: process.cwd(), env, stdio: 'inherit' });
// Ctrl-C reaches the child by itself; the others are passed on, and the child decides when it is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal === 'SIGINT' || child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
