import { natureOf, type Random } from '@dataforge/kernel';
import { Crash, type Chaos } from './effects.ts';

export interface Step {
  readonly name: string;
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  /** Whether it may begin while another of its kind is under way, as for a second lander. */
  readonly overlaps?: true;
  act(): Promise<unknown>;
}

export interface Scheduler {
  readonly chaos: Chaos;
  /** How often each thing was done. */
  readonly done: Readonly<Record<string, number>>;
  /** Takes one step of these; `crashed` is told when the process ended in the middle of it. */
  take(steps: readonly Step[], crashed: () => Promise<void>): Promise<void>;
  /** From now on nothing fails and nothing comes between. */
  heal(): void;
}

/** Of effects: how many fail, how many end the process, before how many another step comes. */
const [FAILING, CRASHING, OVERTAKEN] = [0.1, 0.004, 0.06];

/** Chooses steps by chance; at the effects of one another may come between, as it would from another loop or process. */
export function scheduler(random: Random): Scheduler {
  const done: Record<string, number> = {};
  const underWay: string[] = [];
  let candidates: readonly Step[] = [];
  let healed = false;
  const count = (what: string) => {
    done[what] = (done[what] ?? 0) + 1;
  };

  function choose(): Step | undefined {
    const free = candidates.filter(({ name, overlaps }) => overlaps || !underWay.includes(name));
    let draw = random.next() * free.reduce((sum, { weight }) => sum + weight, 0);
    return free.find(({ weight }) => (draw -= weight) < 0);
  }

  async function act(): Promise<void> {
    const step = choose();
    if (!step) return;
    count(underWay.length > 0 ? `${step.name}, meanwhile` : step.name);
    underWay.push(step.name);
    try {
      await step.act();
    } catch (error) {
      if (natureOf(error) !== 'retriable') throw error;
      count('failures');
    } finally {
      underWay.pop();
    }
  }

  const chaos: Chaos = {
    random,
    failing: () => (healed ? 0 : FAILING),
    async before() {
      if (healed) return;
      const draw = random.next();
      if (draw < CRASHING) throw new Crash('the process is gone');
      if (draw < CRASHING + OVERTAKEN && underWay.length === 1) await act();
    },
  };

  return {
    chaos,
    done,
    async take(steps, crashed) {
      candidates = steps;
      try {
        await act();
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        count('crashes in a step');
        await crashed();
      }
    },
    heal() {
      healed = true;
    },
  };
}
