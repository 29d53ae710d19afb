import { statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { messageOf } from '@dataforge/kernel';
import { currentSettings } from '../config/current-settings.ts';
import type { Settings } from '../config/settings.ts';
import { assertWritable } from '../server/open-data-dir.ts';
import { readRunFile } from '../server/server.ts';
import { serverUrl } from './client.ts';
import { EXIT } from './exit.ts';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  /** What was found and, where it is not well, what to do. */
  readonly detail: string;
}

const GIB = 1024 ** 3;
const LEAST_FREE = GIB;

/** Checks what the server needs, one line each; ends with 1 if something is missing. */
export async function doctor(options: { url?: string; json?: boolean }): Promise<void> {
  const findings: Finding[] = [nodeVersion()];
  const settings = await readSettings(findings);
  if (settings) findings.push(dataDirectory(settings), freeDisk(settings), await portFree(settings));
  if (settings) findings.push(await answering(options));
  process.stdout.write(
    options.json
      ? `${JSON.stringify(findings)}\n`
      : findings.map(({ check, ok, detail }) => `${ok ? '✓' : '✗'} ${check.padEnd(16)} ${detail}\n`).join(''),
  );
  if (findings.some((finding) => !finding.ok)) process.exitCode = EXIT.failed;
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    check: 'node',
    ok,
    detail: ok ? process.versions.node : `${process.versions.node} is too old; install 20.19 or newer`,
  };
}

async function readSettings(findings: Finding[]): Promise<Settings | undefined> {
  try {
    const settings = await currentSettings(process.env);
    findings.push({ check: 'settings', ok: true, detail: 'can be used' });
    return settings;
  } catch (error) {
    findings.push({ check: 'settings', ok: false, detail: messageOf(error) });
    return undefined;
  }
}

function dataDirectory({ dataDir }: Settings): Finding {
  try {
    assertWritable(dataDir);
    return { check: 'data directory', ok: true, detail: `${dataDir} can be written` };
  } catch (error) {
    return { check: 'data directory', ok: false, detail: messageOf(error) };
  }
}

function freeDisk({ dataDir }: Settings): Finding {
  try {
    const { bavail, bsize } = statfsSync(dataDir);
    const free = bavail * bsize;
    const detail = `${(free / GIB).toFixed(1)} GiB free`;
    return {
      check: 'disk',
      ok: free >= LEAST_FREE,
      detail: free >= LEAST_FREE ? detail : `${detail}; make room or move the data directory`,
    };
  } catch (error) {
    return { check: 'disk', ok: false, detail: messageOf(error) };
  }
}

async function portFree({ port, host, dataDir }: Settings): Promise<Finding> {
  const ours = readRunFile(dataDir);
  if (ours)
    return {
      check: 'port',
      ok: true,
      detail: `a server of this data directory runs at ${ours.url} (pid ${ours.pid})`,
    };
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) =>
      resolve({
        check: 'port',
        ok: false,
        detail: `${host}:${port}: ${error.message}; set DATAFORGE_PORT to another`,
      }),
    );
    probe.listen(port, host, () =>
      probe.close(() => resolve({ check: 'port', ok: true, detail: `${host}:${port} is free` })),
    );
  });
}

async function answering(options: { url?: string }): Promise<Finding> {
  const url = await serverUrl(options);
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) });
    const { status } = (await response.json()) as { status: string };
    return { check: 'server', ok: response.ok, detail: `${url} is ${status}` };
  } catch {
    return { check: 'server', ok: false, detail: `nobody answers at ${url}; start it with npm start` };
  }
}
