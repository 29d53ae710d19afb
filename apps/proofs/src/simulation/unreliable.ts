import { InfrastructureError, type Random } from '@dataforge/kernel';

/**
 * A port some of whose methods fail at times, before their effect or after it. What is told in both cases is the
 * same: the other side is away.
 */
export function unreliable<T extends object>(
  target: T,
  methods: readonly (keyof T)[],
  random: Random,
  rate: () => number,
): T {
  return new Proxy(target, {
    get(held, name) {
      const member = Reflect.get(held, name) as unknown;
      if (typeof member !== 'function' || !methods.includes(name as keyof T)) return member;
      return async (...args: unknown[]): Promise<unknown> => {
        const draw = random.next();
        if (draw < rate() / 2)
          throw new InfrastructureError(`${String(name)} failed before its effect`, 'retriable');
        const result = (await Reflect.apply(member, held, args)) as unknown;
        if (draw < rate())
          throw new InfrastructureError(`${String(name)} failed after its effect`, 'retriable');
        return result;
      };
    },
  });
}
