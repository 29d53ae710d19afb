import { InfrastructureError, type Random } from '@dataforge/kernel';

/** The process is gone in the middle of whatever it did. */
export class Crash extends Error {}

/** What befalls effects. */
export interface Chaos {
  readonly random: Random;
  /** The share of effects that fail. */
  failing(): number;
  /** Comes before each effect: another loop may take a step, or the process may end with a `Crash`. */
  before(): Promise<void>;
}

type Methods<T> = readonly (keyof T & string)[];

function replaced<T extends object>(
  target: T,
  methods: Methods<T>,
  call: (name: string, effect: () => Promise<unknown>) => Promise<unknown>,
): T {
  return new Proxy(target, {
    get(held, name) {
      const member = Reflect.get(held, name) as unknown;
      if (typeof member !== 'function' || !(methods as readonly (string | symbol)[]).includes(name))
        return member;
      return (...args: unknown[]) =>
        call(String(name), async () => (await Reflect.apply(member, held, args)) as unknown);
    },
  });
}

/**
 * A port some of whose methods fail at times, before their effect or after it. What is told in both cases is the
 * same: the other side is away.
 */
export const unreliable = <T extends object>(target: T, methods: Methods<T>, chaos: Chaos): T =>
  replaced(target, methods, async (name, effect) => {
    await chaos.before();
    const draw = chaos.random.next();
    if (draw < chaos.failing() / 2)
      throw new InfrastructureError(`${name} failed before its effect`, 'retriable');
    const result = await effect();
    if (draw < chaos.failing()) throw new InfrastructureError(`${name} failed after its effect`, 'retriable');
    return result;
  });

/** A port between whose answers other things happen. */
export const interrupted = <T extends object>(target: T, methods: Methods<T>, chaos: Chaos): T =>
  replaced(target, methods, async (_name, effect) => {
    await chaos.before();
    return effect();
  });
