// Peers are no dependencies of the project: they are installed into a folder of their own where a benchmark wants them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const FOLDER = path.join(os.tmpdir(), 'perennial-bench-peers');

/** @returns the folder to load the package from (createRequire), or null where it cannot be installed; says why. */
export function installNpmPeer(name: string, version: string): string | null {
  const folder = path.join(FOLDER, `${name.replaceAll('/', '-')}-${version}`);
  if (existsSync(path.join(folder, 'node_modules', name, 'package.json'))) return folder;
  process.stderr.write(`installing ${name} ${version}, a peer, into ${folder} …\n`);
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder, `${name}@${version}`], { stdio: ['ignore', 2, 2], cwd: folder });
  if (status === 0) return folder;
  process.stderr.write(`${name} cannot be installed here; its figures are left out.\n`);
  return null;
}

function hasScipy(python: string): boolean {
  return spawnSync(python, ['-c', 'import numpy, scipy.optimize, scipy.special'], { stdio: 'ignore' }).status === 0;
}

/** @returns the Python that has scipy: Debian's package is installed where that is allowed; null, and how, where it is not. */
export function pythonWithScipy(): string | null {
  for (const python of ['/usr/bin/python3', 'python3']) if (hasScipy(python)) return python;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    process.stderr.write('installing python3-scipy, a peer …\n');
    spawnSync('apt-get', ['update', '-q'], { stdio: ['ignore', 2, 2] });
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'python3-scipy'], { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    if (hasScipy('/usr/bin/python3')) return '/usr/bin/python3';
  }
  process.stderr.write('scipy is not here; install it with: apt-get install python3-scipy. Its figures are left out.\n');
  return null;
}
