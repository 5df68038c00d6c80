import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './read-app-toml.ts';

// Quiet, without colours, and without a word to the network.
const environment = { SHOPIFY_CLI_NO_ANALYTICS: '1', SHOPIFY_CLI_NO_AUTO_UPGRADE: '1', CI: '1', NO_COLOR: '1', NO_UPDATE_NOTIFIER: '1' };

/** Without what an npm around us left there: an npm below would take our folder for its own. */
function withoutNpm(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (/^(npm_|INIT_CWD$)/i.test(name) && name !== 'npm_config_cache') delete env[name];
  return env;
}

/** Runs Shopify's command line on this Node, which may be newer than the system's. */
export function runShopifyCli(args: string[], cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const cli = spawn(process.execPath, [path.join(root, 'node_modules/@shopify/cli/bin/run.js'), ...args], {
      cwd,
      env: { ...withoutNpm(), ...environment, PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [cli.stdout, cli.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    cli.on('error', reject);
    cli.on('close', (code) => resolve({ code, output }));
  });
}
