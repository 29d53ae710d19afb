import { readFileSync } from 'node:fs';

/** Ticks of Linux's clock in a second, whatever the kernel's own. */
const TICKS = 100;

/** What a process has computed so far, all its threads together, s: beside others on the same cores it says more than the time that went by. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Its name, in brackets, may hold anything; of what follows the 12th and 13th are the ticks in its code and in the kernel.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
