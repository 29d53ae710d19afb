import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const workspaceRoot = dirname(dirname(fileURLToPath(import.meta.url)));

const STAMP = join(workspaceRoot, 'node_modules', '.dataforge-install');
const LOCK = join(workspaceRoot, '.dataforge-install.lock');
const LEAST_NODE = [20, 19];

/** Ends the process with one clear message if this Node is too old. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  process.stderr.write(
    `DataForge needs Node.js ${LEAST_NODE.join('.')} or newer; this is ${process.versions.node}. Install a newer one from your package manager.\n`,
  );
  process.exit(1);
}

/**
 * Installs the dependencies when the lock file, Node's ABI or the platform changed since the last time. The stamp goes first and comes last, so
 * that an install that was cut short is not taken for a whole one. Everything it says goes to stderr.
 */
export async function ensureInstalled() {
  requireNode();
  if (isInstalled()) return;
  await withInstallLock(() => {
    if (isInstalled()) return;
    rmSync(STAMP, { force: true });
    process.stderr.write('Installing the dependencies…\n');
    // NODE_ENV=production would leave the bundler out; nothing here needs an install script.
    const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status } = spawnSync('npm', args, { cwd: workspaceRoot, stdio: ['ignore', 2, 2] });
    if (status !== 0) {
      process.stderr.write(
        'The dependencies could not be installed: see the lines above. Is the package registry reachable?\n',
      );
      rmSync(LOCK, { force: true });
      process.exit(1);
    }
    writeFileSync(STAMP, wantedStamp());
  });
}

const isInstalled = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wantedStamp();

const wantedStamp = () =>
  createHash('sha256')
    .update(readFileSync(join(workspaceRoot, 'package-lock.json')))
    .update([process.versions.modules, process.platform, process.arch].join())
    .digest('hex');

/** Two installs at once would leave half of each; whoever comes second waits, and takes over from one that died. */
async function withInstallLock(work) {
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!isAlive(holderOfLock())) rmSync(LOCK, { force: true });
      else await sleep(200);
    }
  }
  try {
    work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function holderOfLock() {
  try {
    // Just made and not written yet: its maker lives.
    return Number(readFileSync(LOCK, 'utf8')) || process.pid;
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
