import { diskBudget } from './disk-budget.ts';

const MIB = 1024 * 1024;
const budgets = { log: 100 * MIB, landing: 100 * MIB, lake: 100 * MIB };

function zones(sizes: Partial<Record<keyof typeof budgets, number>>) {
  const of = (zone: keyof typeof budgets) => ({ sizeBytes: () => Promise.resolve(sizes[zone] ?? 0) });
  return diskBudget({ log: of('log'), landing: of('landing'), lake: of('lake') }, budgets, 10);
}

describe('the disk budget', () => {
  it('has room until it is measured, and below nine tenths', async () => {
    const budget = zones({ log: 89 * MIB, landing: 89 * MIB, lake: 89 * MIB });
    expect(budget.check()).toEqual({ ok: true });
    await budget.measure();
    expect(budget.check()).toEqual({ ok: true });
  });

  it.each(['log', 'landing', 'lake'] as const)(
    'asks producers to wait when %s is at nine tenths',
    async (zone) => {
      const budget = zones({ [zone]: 90 * MIB });
      await budget.measure();
      expect(budget.check()).toEqual({
        ok: false,
        retryAfterSeconds: 10,
        detail: expect.stringContaining(`"${zone}" is at 90 %`),
      });
    },
  );

  it('has room again when the zone shrank', async () => {
    const sizes = { log: 95 * MIB };
    const budget = zones(sizes);
    await budget.measure();
    expect(budget.check().ok).toBe(false);
    sizes.log = 10 * MIB;
    await budget.measure();
    expect(budget.check().ok).toBe(true);
  });
});
