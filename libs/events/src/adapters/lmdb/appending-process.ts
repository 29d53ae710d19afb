import { openLmdb } from '@dataforge/clients/lmdb';
import { natureOf, systemClock } from '@dataforge/kernel';
import { lmdbEventLog } from './index.ts';

/**
 * A process of its own for tests of what survives one. `append <directory>` appends until it is killed and prints each
 * number once its record is acknowledged. `fill <directory>` appends until the disk takes no more, tries that three
 * times and prints how many were acknowledged, what the failures were called, and what is told to others who write to the
 * environment.
 */
const [task, path = ''] = process.argv.slice(2);
const client = openLmdb({ path });
const log = lmdbEventLog({ client, clock: systemClock });
await log.ensureTopics([{ name: 't', partitions: 2, retentionMs: 1 }]);

const append = (n: number, bytes: number) =>
  log.append([
    { topic: 't', records: [{ key: `k${n % 7}`, headers: { n: `${n}` }, value: Buffer.alloc(bytes) }] },
  ]);

/** Writes and waits for the pipe: what was not read yet would die with the process. */
const print = (text: string) => new Promise<void>((written) => process.stdout.write(text, () => written()));

async function appendForEver(first: number, step: number): Promise<never> {
  for (let n = first; ; n += step) {
    const appended = await append(n, 300);
    if (!appended.ok) throw new Error(appended.error.detail);
    await print(`${n}\n`);
  }
}

async function fill(): Promise<void> {
  let acknowledged = 0;
  const failures: string[] = [];
  for (let n = 0; failures.length < 3; n += 1) {
    const appended = await append(n, 20_000);
    if (appended.ok) acknowledged += 1;
    else failures.push(appended.error.kind);
  }
  const others = client.openDB<Buffer, string>({ name: 'others', encoding: 'binary' });
  const put = () => others.put('large', Buffer.alloc(1024 * 1024));
  const natures: string[] = [];
  for (const write of [client.transaction(put), client.batch(put)])
    natures.push(await write.then(() => 'written', natureOf));
  // A rejection that nobody handles ends the process in a later turn.
  await systemClock.sleep(50);
  await print(JSON.stringify({ acknowledged, failures, natures }));
}

if (task === 'append') await Promise.all([0, 1, 2, 3].map((first) => appendForEver(first, 4)));
else {
  // Sent at the file size limit, which stands in for a full disk; the write's own error follows.
  process.on('SIGXFSZ', () => undefined);
  await fill();
  process.exit(0);
}
