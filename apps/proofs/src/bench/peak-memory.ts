import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process holds of memory, in MB: all of it, and what of it are pages of files, which the system takes back at need. */
export interface Memory {
  readonly rss: number;
  readonly files: number;
}

function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, rss = 0] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
  const [, files = 0] = /RssFile:\s+(\d+)/.exec(status) ?? [];
  return { rss: Number(rss) / 1024, files: Number(files) / 1024 };
}

/** Looks at a process twice a second until `going` says no, and gives the most that it held. */
export async function peakMemory(pid: number, going: () => boolean): Promise<Memory> {
  let peak = memoryOf(pid);
  while (going()) {
    await sleep(500);
    const held = memoryOf(pid);
    if (held.rss > peak.rss) peak = held;
  }
  return peak;
}
