import type { LogRecord } from '@dataforge/events';
import { DAY_MS, MINUTE_MS, minuteOf } from '@dataforge/kernel';
import { decodeLanding } from '@dataforge/lake';
import { checkFates } from '../checks/check-fates.ts';
import { checkGold } from '../checks/check-gold.ts';
import { checkServed } from '../checks/check-served.ts';
import { sameNumber } from '../checks/same-number.ts';
import { instant, type Faults } from '../checks/stopped-lake.ts';
import { fatesFrom, keptSince, minutesFrom } from './kept.ts';
import { goldMinutes, minuteKey, verdicts, type Verdict } from './oracle.ts';
import type { Producers } from './producers.ts';
import type { World } from './world.ts';

/** Everything that has to hold once the world has healed, drained, and retention has passed over it. */
export async function checkWorld(world: World, producers: Producers): Promise<Faults> {
  const { product, clock } = world;
  const { bronze, quarantine, silver, gold } = product.retentionDays;
  const points = Math.min(...product.kpis.map(({ keepDays }) => keepDays));
  const ago = (days: number) => clock.now() - days * DAY_MS;
  const nextMinute = (ms: number) => Math.ceil(ms / MINUTE_MS) * MINUTE_MS;
  const all = verdicts(product, world.history, producers);
  return [
    ...checkHistory(world.history, producers),
    ...(await checkFates(world, product, nextMinute(ago(Math.min(bronze, quarantine))))),
    ...(await checkVerdicts(world, all)),
    ...(await checkLedgerTold(world, all)),
    ...(await checkLanded(world)),
    ...(await checkGold(world, product, {
      since: keptSince(clock.now(), silver),
      closedBy: Infinity,
    })),
    ...(await checkGoldMinutes(world, all, keptSince(clock.now(), gold))),
    ...(await checkServed(world, product, await servedBy(world), nextMinute(ago(points)))),
  ];
}

/** What was acknowledged is in the log, and what is in the log was sent. */
function checkHistory(history: readonly (readonly LogRecord[])[], producers: Producers): Faults {
  const logged = new Set(history.flat().map(({ value }) => Buffer.from(value).toString('utf8')));
  const lost = [...producers.told].filter((line) => !logged.has(line));
  const invented = [...logged].filter((line) => !producers.made(line));
  return [
    ...lost.slice(0, 3).map((line) => `acknowledged, and not in the log: ${line}`),
    ...invented.slice(0, 3).map((line) => `in the log, and never sent: ${line}`),
  ];
}

/** Each position has exactly the fate that it must have. Fates that outlived silver long enough may be gone. */
async function checkVerdicts(world: World, all: readonly Verdict[]): Promise<Faults> {
  const { product, clock } = world;
  const expired = keptSince(clock.now(), product.retentionDays.silver);
  const rows = await world.rows(
    `SELECT partition, position::DOUBLE AS position, fate::VARCHAR AS fate FROM pipeline."fates_${product.name}"`,
  );
  const fates = new Map(
    rows.map(({ partition, position, fate }) => [`${Number(partition)}/${Number(position)}`, String(fate)]),
  );
  const faults: string[] = [];
  for (const verdict of all) {
    const place = `${verdict.partition}/${verdict.position}`;
    const fate = fates.get(place);
    fates.delete(place);
    if (fate === undefined && verdict.appendedAt < fatesFrom(world)) continue;
    const left = verdict.fates.includes('refined') && (verdict.reading?.time ?? 0) < expired;
    const wanted = left ? ['expired'] : verdict.fates;
    if (!wanted.includes(fate ?? 'none'))
      faults.push(
        `position ${place} (${JSON.stringify(verdict.reading)}) has the fate ${fate ?? 'none'}, must be ${wanted.join(' or ')}`,
      );
  }
  for (const place of fates.keys()) faults.push(`position ${place} has a fate and was never in the log`);
  return faults.slice(0, 5);
}

/** The ledger counts, minute by minute, what the log took and what must have become of it. */
async function checkLedgerTold(world: World, all: readonly Verdict[]): Promise<Faults> {
  const faults: string[] = [];
  const placeOf = (partition: number, minute: number) => `partition ${partition} at ${minute}`;
  const told = new Map<string, Verdict[]>();
  for (const verdict of all) {
    const place = placeOf(verdict.partition, minuteOf(verdict.appendedAt));
    told.set(place, [...(told.get(place) ?? []), verdict]);
  }
  const lines = await world.process.ledger({ byMinute: true, stage: 'refine' });
  for (const line of lines) {
    const place = placeOf(line.partition, line.minute ?? 0);
    const own = told.get(place) ?? [];
    told.delete(place);
    const valid = own.filter(({ fates }) => fates.includes('refined') || fates.includes('expired')).length;
    const counted = [line.accepted, line.refined + line.expired, line.duplicate + line.quarantined];
    const wanted = [own.length, valid, own.length - valid];
    if (counted.join() !== wanted.join())
      faults.push(`accepted, valid and others are ${wanted.join()}; the ledger says ${JSON.stringify(line)}`);
  }
  for (const [place, [first]] of told)
    if (first && minuteOf(first.appendedAt) >= minutesFrom(world))
      faults.push(`the ledger has no line for ${place}`);
  return faults.slice(0, 5);
}

/** Landing holds every record from where retention left off, in order. */
async function checkLanded(world: World): Promise<Faults> {
  const { product, clock, history, objects } = world;
  const faults: string[] = [];
  const kept = clock.now() - product.retentionDays.landing * DAY_MS;
  for (const [partition, records] of history.entries()) {
    const landed: number[] = [];
    for await (const { key } of objects.list(`${product.event.topic}/${partition}/`)) {
      const object = await decodeLanding((await objects.get(key)) as Uint8Array);
      landed.push(...object.map(({ position }) => position));
    }
    const from = landed[0] ?? Infinity;
    const wanted = records.map(({ position }) => position as number).filter((position) => position >= from);
    if (JSON.stringify(landed) !== JSON.stringify(wanted))
      faults.push(`partition ${partition}: landed are ${landed.join()}, must be ${wanted.join()}`);
    const missing = records.find(({ position, appendedAt }) => position < from && appendedAt >= kept);
    if (missing) faults.push(`partition ${partition}: ${missing.position} is not in landing`);
  }
  return faults;
}

/** Gold counts what was ever refined, also where silver has expired. */
async function checkGoldMinutes(world: World, all: readonly Verdict[], since: number): Promise<Faults> {
  const recent = all.filter(({ reading }) => reading && reading.time >= since);
  const missing = new Map(goldMinutes(recent));
  const faults: string[] = [];
  const rows = await world.rows(
    `SELECT device, metric, epoch_ms(minute)::DOUBLE AS minute, count::DOUBLE AS count, sum
     FROM gold.telemetry_device_minutes WHERE minute >= ${instant(since)}`,
  );
  for (const { device, metric, minute, count, sum } of rows) {
    const key = minuteKey(String(device), String(metric), Number(minute));
    const wanted = missing.get(key);
    missing.delete(key);
    if (wanted?.count !== count || !sameNumber(wanted?.sum ?? Number.NaN, Number(sum)))
      faults.push(
        `gold has ${String(count)} readings of ${String(sum)} for ${key}, must be ${JSON.stringify(wanted)}`,
      );
  }
  for (const [key, wanted] of missing)
    faults.push(`gold has nothing for ${key}, must be ${JSON.stringify(wanted)}`);
  return faults.slice(0, 5);
}

async function servedBy({ product, kpis }: World) {
  const served = new Map<string, ReadonlyMap<number, number>>();
  for (const { id } of product.kpis) {
    const points = await kpis.series(id, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    served.set(
      id,
      new Map(points.flatMap(({ bucket, value }) => (value === null ? [] : [[bucket, value] as const]))),
    );
  }
  return ({ id }: { id: string }) => served.get(id);
}
