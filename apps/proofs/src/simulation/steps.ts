import { DAY_MS, HOUR_MS, natureOf, type Random } from '@dataforge/kernel';
import type { RefineSession } from '@dataforge/lake';
import type { Faults } from '../checks/stopped-lake.ts';
import { checkInvariants } from './invariants.ts';
import type { Producers } from './producers.ts';
import type { Step } from './scheduler.ts';
import type { World } from './world.ts';

/** A night passes only over a pipeline that is not behind by more: copies are promised to be found within the horizon. */
const MOST_BEHIND_MS = 12 * HOUR_MS;

export interface Steps {
  readonly all: readonly Step[];
  /** The process is gone: nobody leaves, nothing is finished, and another one starts. */
  crash(): Promise<void>;
}

/** What can happen in the world. `found` is told what is wrong. */
export function stepsIn(
  world: World,
  producers: Producers,
  random: Random,
  found: (faults: Faults) => void,
): Steps {
  const { clock } = world;
  const pick = (n: number) => Math.floor(random.next() * n);
  const refiners = refinersIn(world, pick);
  const crash = async () => {
    refiners.crash();
    await world.restart();
  };
  const send = async () => {
    const lines = producers.batch(clock.now());
    if (lines.length > 0 && (await world.process.send(lines))) producers.acknowledged();
  };
  const land = () => world.process.lander(1 + pick(50)).step(pick(world.product.event.partitions));
  const audit = async () => found(await checkInvariants(world));
  const auditBusy = async () => {
    const lines = await world.process.busyLedger({ byMinute: pick(2) === 0 });
    found(
      lines
        .filter(({ balanced }) => !balanced)
        .map((line) => `read while others worked, the ledger does not balance: ${JSON.stringify(line)}`),
    );
  };
  const night = async () => {
    if (producers.waiting || (await isBehind(world))) return;
    await untilDone(() => world.process.reconcile());
    await clock.advance(DAY_MS / 2 + pick(DAY_MS / 2));
  };
  const all: readonly Step[] = [
    { name: 'send', weight: 30, act: send },
    { name: 'refine', weight: 30, overlaps: true, act: refiners.step },
    { name: 'second refiner', weight: 2, act: refiners.open },
    { name: 'land', weight: 15, overlaps: true, act: land },
    { name: 'deliver', weight: 8, act: () => world.process.deliver() },
    { name: 'refresh', weight: 6, act: () => world.process.refresh() },
    { name: 'count accepted', weight: 5, act: () => world.process.count() },
    { name: 'expire', weight: 3, act: () => world.process.expire() },
    { name: 'expire landing', weight: 3, act: () => world.process.expireObjects() },
    { name: 'trim', weight: 4, act: () => world.process.trim() },
    { name: 'forget minutes', weight: 2, act: () => world.process.forgetMinutes() },
    { name: 'trim KPIs', weight: 1, act: () => world.process.trimKpis() },
    { name: 'reconcile', weight: 2, act: () => world.process.reconcile() },
    { name: 'republish', weight: 1, act: () => world.process.republish() },
    { name: 'checkpoint', weight: 1, act: () => world.process.checkpoint() },
    { name: 'crash', weight: 1, act: crash },
    { name: 'seconds pass', weight: 6, act: () => clock.advance(pick(20_000)) },
    { name: 'an hour passes', weight: 2, act: () => clock.advance(pick(HOUR_MS)) },
    { name: 'a night passes', weight: 4, act: night },
    { name: 'audit', weight: 5, act: audit },
    { name: 'audit of a busy ledger', weight: 3, act: auditBusy },
  ];
  return { all, crash };
}

function refinersIn(world: World, pick: (n: number) => number) {
  let idle: RefineSession[] = [];
  const open = async () => void idle.push(await world.process.refiner(1 + pick(60)).open());
  return {
    /** Takes over the partitions; whoever held them finds out. */
    open,
    async step() {
      if (idle.length === 0) await open();
      const [session] = idle.splice(pick(idle.length), 1);
      // As the loop does: what ended or failed begins anew from what is committed.
      if (session && (await session.step()) !== 'ended') idle.push(session);
    },
    crash() {
      idle = [];
    },
  };
}

async function isBehind({ product, clock, history, process }: World): Promise<boolean> {
  const progress = await process.store.progress(product.name);
  return history.some((records, partition) => {
    const refined = progress.find((held) => held.partition === partition)?.next ?? 0;
    const first = records.find(({ position }) => position >= refined);
    return first !== undefined && first.appendedAt < clock.now() - MOST_BEHIND_MS;
  });
}

/** As its loop does, which tries again what can be waited out. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (natureOf(error) !== 'retriable') throw error;
    }
  }
}
