import { DAY_MS, MINUTE_MS } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { seededRandom } from '@dataforge/testkit';
import { numberIn, type Faults } from '../checks/stopped-lake.ts';
import { checkWorld } from './check-world.ts';
import { checkInvariants } from './invariants.ts';
import { producers } from './producers.ts';
import { scheduler } from './scheduler.ts';
import { stepsIn } from './steps.ts';
import { simulatedWorld, type World } from './world.ts';

export interface SimulationReport {
  readonly faults: Faults;
  /** How often each thing was done. */
  readonly done: Readonly<Record<string, number>>;
}

const START = Date.UTC(2026, 10, 23, 12, 0, 0);
const EVENTS = 300;
/** Past everything that is kept, days. */
const AGES_DAYS = 60;

/**
 * Producers, landers, refiners, housekeeping, crashes and nights in an order that the seed decides, while effects fail and
 * others come between; what has to hold at every moment is looked at now and then. Then everything heals and
 * drains, and is held against what producers were told; then it ages until nothing is left but the ledger.
 */
export async function simulate(product: Product, seed: number): Promise<SimulationReport> {
  const random = seededRandom(seed);
  const faults: string[] = [];
  const found = (more: Faults) => void faults.push(...more);
  const schedule = scheduler(random);
  const world = await simulatedWorld(shortLived(product), schedule.chaos, START, (error) => found([error]));
  try {
    const sent = producers(EVENTS, random);
    const steps = stepsIn(world, sent, random, found);
    while (!sent.done && faults.length === 0) await schedule.take(steps.all, steps.crash);
    if (faults.length > 0) return { faults, done: schedule.done };
    schedule.heal();
    await drain(world);
    found([
      ...(await checkInvariants(world)),
      ...(await checkDrained(world)),
      ...(await checkWorld(world, sent)),
    ]);
    if (faults.length === 0) found(await checkAged(world));
    return { faults, done: schedule.done };
  } finally {
    world.close();
  }
}

/** The product with few days of everything, so that the nights of a run pass all of them. */
const shortLived = (product: Product): Product => ({
  ...product,
  event: { ...product.event, dedupeHorizonDays: 4 },
  retentionDays: { log: 2, landing: 3, bronze: 2, silver: 5, quarantine: 2, gold: 8 },
  kpis: product.kpis.map((kpi) => ({ ...kpi, keepDays: 6 })),
});

/** Every loop until it has nothing more to do. */
async function drain({ process, clock, product }: World): Promise<void> {
  const session = await process.refiner(500).open();
  while ((await session.step()) === 'refined');
  const lander = process.lander(500);
  for (let partition = 0; partition < product.event.partitions; partition += 1)
    while ((await lander.step(partition)).kind !== 'idle');
  await process.reconcile();
  // What waits for the close of a window waits no longer than five minutes of quiet.
  await clock.advance(6 * MINUTE_MS);
  await retain(process);
  while ((await process.refresh()) > 0);
  await process.deliver();
}

async function retain(process: World['process']): Promise<void> {
  await process.expire();
  await process.expireObjects();
  await process.count();
  await process.trim();
  await process.forgetMinutes();
  await process.trimKpis();
}

async function checkDrained({ process }: World): Promise<Faults> {
  const lines = await process.ledger({ byMinute: false });
  return lines
    .filter(({ inFlight }) => inFlight !== 0)
    .map((line) => `still in flight: ${JSON.stringify(line)}`);
}

/** When all retention has passed nothing is left, and the ledger still tells of every record. */
async function checkAged(world: World): Promise<Faults> {
  const { process, clock, product, log, objects, history } = world;
  await clock.advance(AGES_DAYS * DAY_MS);
  await retain(process);
  // Fates go once their minutes are counted again.
  await process.refresh();
  await process.expire();
  const faults = [...(await checkInvariants(world))];
  for (const table of [
    `bronze."${product.name}"`,
    `silver."${product.name}"`,
    `quarantine."${product.name}"`,
    `pipeline."fates_${product.name}"`,
    ...product.gold.map(({ name }) => `gold."${product.name}_${name}"`),
  ]) {
    const left = numberIn(await world.rows(`SELECT COUNT(*) FROM ${table}`));
    if (left > 0) faults.push(`${table} still holds ${left} rows after ${AGES_DAYS} days`);
  }
  for await (const { key } of objects.list('')) faults.push(`${key} is still in landing`);
  for (const { partition, start, end } of await log.ends(product.event.topic))
    if (start !== end) faults.push(`partition ${partition} of the log still holds ${start} to ${end}`);
  for (const line of await process.ledger({ byMinute: false })) {
    const took = history[line.partition]?.length;
    if (line.accepted !== took)
      faults.push(`the log took ${took} records, the ledger says ${JSON.stringify(line)}`);
  }
  return faults;
}
