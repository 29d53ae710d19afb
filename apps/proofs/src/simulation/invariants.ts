import { DAY_MS } from '@dataforge/kernel';
import { checkBalanced, checkMinutes } from '../checks/check-ledger.ts';
import type { Faults } from '../checks/stopped-lake.ts';
import { fatesFrom, minutesFrom } from './kept.ts';
import type { World } from './world.ts';

/** What holds at every moment, whatever is failing: the ledger balances, and no offset passes what is stored. */
export async function checkInvariants(world: World): Promise<Faults> {
  const { ledger } = world.process;
  const [lines, minutes] = [await ledger({ byMinute: false }), await ledger({ byMinute: true })];
  const faults = [...checkBalanced([...lines, ...minutes])];
  if (!hasForgotten(world)) faults.push(...checkMinutes(lines, minutes));
  for (let partition = 0; partition < world.product.event.partitions; partition += 1)
    faults.push(...(await checkOffsets(world, partition)), ...(await checkStored(world, partition)));
  return faults;
}

const hasForgotten = (world: World): boolean =>
  world.history.some(([first]) => first !== undefined && first.appendedAt < minutesFrom(world));

async function offsetsOf({ product, log, landings, accepted, process }: World, partition: number) {
  const { topic } = product.event;
  const nextIn = (offsets: readonly { readonly partition: number; readonly next: number }[]) =>
    offsets.find((offset) => offset.partition === partition)?.next ?? 0;
  const ends = (await log.ends(topic)).find((held) => held.partition === partition);
  return {
    start: ends?.start ?? 0,
    end: ends?.end ?? 0,
    refined: nextIn(await process.store.progress(product.name)),
    group: nextIn(await log.committed(topic, 'refine')),
    landed: await landings.landedThrough(topic, partition),
    counted: await accepted.countedThrough(topic, partition),
  };
}

async function checkOffsets(world: World, partition: number): Promise<Faults> {
  const offsets = await offsetsOf(world, partition);
  const { start, end, refined, group, landed, counted } = offsets;
  const faults: string[] = [];
  if (group > refined) faults.push("the group's offset is ahead of what is refined");
  if (Math.max(refined, landed, counted) > end) faults.push('an offset is past the end of the log');
  if (start > Math.min(refined, landed, counted)) faults.push('the log is trimmed past an offset');
  return faults.map((fault) => `partition ${partition}: ${fault}: ${JSON.stringify(offsets)}`);
}

/** What lies before an offset is stored, and of fates nothing else is. */
async function checkStored(world: World, partition: number): Promise<Faults> {
  const { product, clock, history, landings, objects, rows } = world;
  const { refined } = await offsetsOf(world, partition);
  const faults: string[] = [];
  const fated = await rows(
    `SELECT position::DOUBLE AS position FROM pipeline."fates_${product.name}" WHERE partition = ${partition}`,
  );
  const fates = new Set(fated.map(({ position }) => Number(position)));
  const lost = (history[partition] ?? []).find(
    ({ position, appendedAt }) =>
      position < refined && appendedAt >= fatesFrom(world) && !fates.has(position),
  );
  if (lost) faults.push(`partition ${partition}: ${lost.position} is before the offset and has no fate`);
  const early = [...fates].find((position) => position >= refined);
  if (early !== undefined) faults.push(`partition ${partition}: ${early} has a fate past the offset`);
  const kept = clock.now() - product.retentionDays.landing * DAY_MS;
  for await (const { key, lastAppendedAt } of landings.ranges(product.event.topic, partition))
    if (lastAppendedAt >= kept && !(await objects.get(key)))
      faults.push(`${key} is in the index and not in landing`);
  return faults;
}
