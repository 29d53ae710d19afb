import { compiledProduct, compiledProducts } from '@dataforge/products/testing';
import { rulesOf } from './rules-of.ts';
import { verdictOf } from './alert-rule.ts';

const telemetry = compiledProduct('telemetry');
const ruleOf = (id: string, product = telemetry) => rulesOf([product]).find((rule) => rule.id === id);

describe('the rules of the products', () => {
  it('are one for each promise of the contract, each threshold, and the ledger', () => {
    expect(rulesOf(compiledProducts().products).map(({ id }) => id)).toEqual([
      'telemetry.freshness',
      'telemetry.completeness',
      'telemetry.quarantine-rate',
      'telemetry.ledger-imbalance',
      'telemetry.late-source',
      'telemetry.temperature_max.threshold',
      'webhooks.freshness',
      'webhooks.completeness',
      'webhooks.quarantine-rate',
      'webhooks.ledger-imbalance',
      'webhooks.late-source',
      'webhooks.latency_mean.threshold',
    ]);
  });

  it('take levels from the contract and say when all is well again', () => {
    expect(ruleOf('telemetry.freshness')).toMatchObject({
      levels: { warning: 60, critical: 300 },
      clear: 30,
    });
    expect(ruleOf('telemetry.completeness')).toMatchObject({
      levels: { warning: 99.9, critical: 99 },
      clear: 99.95,
      bad: 'below',
    });
    expect(ruleOf('telemetry.late-source')).toMatchObject({ levels: { warning: 900, critical: 7_200 } });
  });

  it('take thresholds, and how they are raised, from the KPI', () => {
    expect(ruleOf('telemetry.temperature_max.threshold')).toMatchObject({
      levels: { warning: 313.15, critical: 318.15 },
      clear: 312.15,
      openAfterMs: 120_000,
      kpi: 'telemetry.temperature_max',
    });
  });

  it('promise the shortest freshness of the KPIs where the contract promises no latency, and nothing else', () => {
    const silent = { ...telemetry, serviceLevels: {} };

    expect(rulesOf([silent]).map(({ kind }) => kind)).toEqual(['freshness', 'ledger-imbalance', 'threshold']);
    expect(ruleOf('telemetry.freshness', silent)).toMatchObject({ levels: { warning: 60 }, clear: 30 });
    expect(rulesOf([{ ...silent, kpis: [] }]).map(({ kind }) => kind)).toEqual(['ledger-imbalance']);
  });

  it('leave, between bad and well, no gap and no overlap', () => {
    for (const rule of rulesOf(compiledProducts().products)) {
      const first = rule.levels.warning ?? rule.levels.critical ?? NaN;
      const step = rule.bad === 'above' ? 1e-6 : -1e-6;
      expect(verdictOf(rule, first + step)).not.toBe('well');
      expect(verdictOf(rule, first + step)).not.toBe('between');
      expect(verdictOf(rule, rule.clear)).toBe('well');
      if (rule.clear !== first) expect(verdictOf(rule, first)).toBe('between');
    }
  });
});
