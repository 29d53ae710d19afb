import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process holds of memory, in MB: all of it, and what of it are pages of files, which the system takes back at need. */
export interface Memory {
  readonly rss: number;
  readonly files: number;
}

/** Undefined once the process is gone. */
function memoryOf(pid: number): Memory | undefined {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined;
  }
  const [, rss = 0] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
  const [, files = 0] = /RssFile:\s+(\d+)/.exec(status) ?? [];
  return { rss: Number(rss) / 1024, files: Number(files) / 1024 };
}

/** Looks at a process twice a second until `going` says no or it is gone, and gives the most that it held. */
export async function peakMemory(pid: number, going: () => boolean): Promise<Memory> {
  let peak: Memory = { rss: 0, files: 0 };
  for (let held = memoryOf(pid); held; held = memoryOf(pid)) {
    if (held.rss > peak.rss) peak = held;
    if (!going()) break;
    await sleep(500);
  }
  return peak;
}
