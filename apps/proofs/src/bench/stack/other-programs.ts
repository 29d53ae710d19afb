import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonEnvironment } from '@dataforge/stack';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds } from '../cpu-seconds.ts';
import { peakMemory, type Memory } from '../peak-memory.ts';

/** What came out of a program that read the topic to its end. */
export interface Outcome {
  readonly rows: number;
  readonly readings: number;
  /** From the start of its process to its end. */
  readonly seconds: number;
  /** What it computed for that. */
  readonly cpuSeconds: number;
  readonly peak: Memory;
}

/** Programs by what they are called, each a file of apps/proofs/python. */
export const OTHERS = {
  'Quix Streams': 'quix.py',
  Pathway: 'pathway_tables.py',
  Bytewax: 'bytewax_flow.py',
} as const;

const folderOf = (workspace: string) => join(workspace, 'apps', 'proofs', 'python');

/** The Python that has them; installs them if they are not. */
export async function otherPrograms(workspace: string, say: (line: string) => void): Promise<string> {
  const versions = join(folderOf(workspace), 'requirements.txt');
  const title = 'What the bench measures beside the server';
  return join(await pythonEnvironment({ name: 'stream-processors', versions }, title, say), 'python3');
}

/** Runs one of them to its end over a topic of so many messages; throws with what it said if it fails. */
export async function runOther(
  { workspace, python }: { readonly workspace: string; readonly python: string },
  file: string,
  topic: { readonly broker: string; readonly topic: string; readonly messages: number },
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'dataforge-bench-other-'));
  const begun = Date.now();
  const child = spawn(python, [join(folderOf(workspace), file)], {
    cwd: folder,
    env: {
      ...process.env,
      BENCH_BROKER: topic.broker,
      BENCH_TOPIC: topic.topic,
      BENCH_MESSAGES: String(topic.messages),
      BENCH_FOLDER: folder,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let isGoing = true;
  const memory = peakMemory(child.pid ?? -1, () => isGoing);
  const computed = lastCpuSeconds(child.pid ?? -1);
  const [output, faults, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit').finally(() => (isGoing = false)) as Promise<[number | null]>,
  ]);
  const seconds = (Date.now() - begun) / 1_000;
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`${file} ended with ${code}:\n${faults.slice(-2_000)}`);
  const told = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Pick<Outcome, 'rows' | 'readings'>;
  return { ...told, seconds, cpuSeconds: await computed, peak: await memory };
}

const LOOK_MS = 200;

/** What a process had computed when it was seen last. */
async function lastCpuSeconds(pid: number): Promise<number> {
  for (let last = 0; ; await sleep(LOOK_MS)) {
    try {
      last = cpuSeconds(pid);
    } catch {
      return last;
    }
  }
}
