import { natureOf, type Random } from '@dataforge/kernel';
import type { RefineSession } from '@dataforge/lake';
import type { Product } from '@dataforge/products';
import { seededRandom } from '@dataforge/testkit';
import type { Faults } from '../checks/stopped-lake.ts';
import { telemetryLoad, type TelemetryLoad } from '../telemetry-load.ts';
import { checkWorld } from './check-world.ts';
import { simulatedWorld, type World } from './world.ts';

export interface SimulationReport {
  readonly faults: Faults;
  /** How often each thing was done. */
  readonly done: Readonly<Record<string, number>>;
}

const START = Date.UTC(2026, 10, 23, 12, 0, 0);

/**
 * Producers, landers, refiners, crashes and housekeeping in an order that the seed decides, while stores fail; the ledger has to
 * balance at every moment. Then everything heals, drains, and is checked.
 */
export async function simulate(product: Product, seed: number, events = 600): Promise<SimulationReport> {
  const random = seededRandom(seed);
  const world = await simulatedWorld(product, random, START);
  const load = telemetryLoad({
    events,
    duplicates: 0.1,
    violations: 0.05,
    late: 0.05,
    conflicts: 0.02,
    devices: 5,
    seed,
    endMs: START,
  });
  const run = new Run(world, load, random);
  try {
    while (run.unsent > 0) await run.step();
    world.heal();
    await run.drain();
    return { faults: [...run.faults, ...(await checkWorld(world, load))], done: run.done };
  } finally {
    world.close();
  }
}

class Run {
  readonly faults: string[] = [];
  readonly done: Record<string, number> = {};
  #sent = 0;
  #sessions: RefineSession[] = [];
  readonly #world: World;
  readonly #load: TelemetryLoad;
  readonly #random: Random;

  constructor(world: World, load: TelemetryLoad, random: Random) {
    this.#world = world;
    this.#load = load;
    this.#random = random;
  }

  get unsent(): number {
    return this.#load.lines.length - this.#sent;
  }

  #pick(n: number): number {
    return Math.floor(this.#random.next() * n);
  }

  /** One thing that happens; a store that is away is no fault. */
  async step(): Promise<void> {
    const actions: readonly (readonly [string, number, () => Promise<unknown>])[] = [
      ['send', 30, () => this.#send()],
      ['refine', 30, () => this.#refine()],
      ['land', 15, () => this.#land()],
      ['deliver', 10, () => this.#world.deliver()],
      ['refresh', 5, () => this.#world.refresh()],
      ['count accepted', 4, () => this.#world.count()],
      ['crash', 3, () => this.#crash()],
      ['second refiner', 2, () => this.#open()],
      ['time passes', 6, () => this.#world.clock.advance(this.#pick(20_000))],
      ['audit', 6, () => this.#audit()],
    ];
    let draw = this.#pick(actions.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [name, weight, act] of actions) {
      draw -= weight;
      if (draw >= 0) continue;
      this.done[name] = (this.done[name] ?? 0) + 1;
      await act().catch((error: unknown) => {
        if (natureOf(error) !== 'retriable') throw error;
        this.done['failures'] = (this.done['failures'] ?? 0) + 1;
      });
      return;
    }
  }

  /** The producer sends the same again until it is told that it is there. */
  async #send(): Promise<void> {
    const lines = this.#load.lines.slice(this.#sent, this.#sent + 1 + this.#pick(40));
    if (await this.#world.send(lines)) this.#sent += lines.length;
  }

  async #open(): Promise<RefineSession> {
    const session = await this.#world.refiner(1 + this.#pick(60)).open();
    this.#sessions.push(session);
    return session;
  }

  async #refine(): Promise<void> {
    const session = this.#sessions[this.#pick(this.#sessions.length)] ?? (await this.#open());
    try {
      if ((await session.step()) !== 'ended') return;
    } catch (error) {
      // As the loop does: what failed begins anew from what is committed.
      this.#forget(session);
      throw error;
    }
    this.#forget(session);
  }

  #forget(session: RefineSession): void {
    this.#sessions = this.#sessions.filter((held) => held !== session);
  }

  async #land(): Promise<void> {
    await this.#world.lander(1 + this.#pick(50)).step(this.#pick(this.#world.product.event.partitions));
  }

  /** The process is gone: nobody leaves, nothing is finished. */
  async #crash(): Promise<void> {
    this.#sessions = [];
  }

  async #audit(): Promise<void> {
    for (const line of [...(await this.#world.ledger()), ...(await this.#world.ledgerByMinute())])
      if (!line.balanced) this.faults.push(`the ledger does not balance: ${JSON.stringify(line)}`);
  }

  async drain(): Promise<void> {
    const session = await this.#world.refiner(500).open();
    while ((await session.step()) === 'refined');
    const lander = this.#world.lander(500);
    for (let partition = 0; partition < this.#world.product.event.partitions; partition += 1)
      while ((await lander.step(partition)).kind !== 'idle');
    await this.#world.clock.advance(60_000);
    await this.#world.refresh();
    await this.#world.deliver();
    await this.#audit();
    for (const line of await this.#world.ledger())
      if (line.inFlight !== 0) this.faults.push(`still in flight: ${JSON.stringify(line)}`);
  }
}
