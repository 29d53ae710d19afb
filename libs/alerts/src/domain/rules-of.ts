import { MINUTE_MS, SECOND_MS } from '@dataforge/kernel';
import type { KpiDefinition, Product, ServiceLevel, Threshold } from '@dataforge/products';
import type { AlertRule, Levels } from './alert-rule.ts';

/**
 * The rules of the products: from the service levels of their contracts, from the thresholds of their KPIs, and one for
 * each ledger. Where a contract promises no latency, the shortest freshness of its KPIs is the promise.
 */
export const rulesOf = (products: readonly Product[]): readonly AlertRule[] =>
  products.flatMap((product) => [
    ...freshnessRule(product),
    ...completenessRule(product),
    ...quarantineRule(product),
    ledgerRule(product),
    ...lateSourceRule(product),
    ...product.kpis.flatMap(thresholdRule),
  ]);

const levelsOf = ({ value, critical }: ServiceLevel, unit = 1): Levels => ({
  warning: value / unit,
  ...(critical !== undefined && { critical: critical / unit }),
});

const ruleOf = (product: Product, kind: AlertRule['kind'], title: string) => ({
  id: `${product.name}.${kind}`,
  kind,
  product: product.name,
  title: `${product.title}: ${title}`,
});

/** Well again at half the promised latency. */
function freshnessRule(product: Product): readonly AlertRule[] {
  const shortest = Math.min(...product.kpis.map((kpi) => kpi.freshnessSlaMs));
  const promised = product.serviceLevels.latencyMs ?? { value: shortest };
  if (promised.value === Infinity) return [];
  const levels = levelsOf(promised, SECOND_MS);
  return [
    {
      ...ruleOf(product, 'freshness', 'accepted records wait too long for gold'),
      unit: 's',
      bad: 'above',
      levels,
      clear: promised.value / SECOND_MS / 2,
      openAfterMs: 30 * SECOND_MS,
      resolveAfterMs: MINUTE_MS,
    },
  ];
}

/** Well again when no more is missing than half of what may be. */
function completenessRule(product: Product): readonly AlertRule[] {
  const promised = product.serviceLevels.completenessPercent;
  if (!promised) return [];
  return [
    {
      ...ruleOf(product, 'completeness', 'records that are due are missing'),
      unit: '%',
      bad: 'below',
      levels: levelsOf(promised),
      clear: 100 - (100 - promised.value) / 2,
      openAfterMs: MINUTE_MS,
      resolveAfterMs: 2 * MINUTE_MS,
    },
  ];
}

/** Well again at half the promised share. */
function quarantineRule(product: Product): readonly AlertRule[] {
  const promised = product.serviceLevels.errorPercent;
  if (!promised) return [];
  return [
    {
      ...ruleOf(product, 'quarantine-rate', 'too many events break the contract'),
      unit: '%',
      bad: 'above',
      levels: levelsOf(promised),
      clear: promised.value / 2,
      openAfterMs: 20 * SECOND_MS,
      resolveAfterMs: MINUTE_MS,
    },
  ];
}

/** A single record that is not accounted for is one too many; what is only being moved is accounted for soon. */
const ledgerRule = (product: Product): AlertRule => ({
  ...ruleOf(product, 'ledger-imbalance', 'the ledger does not balance'),
  unit: '1',
  bad: 'above',
  levels: { critical: 0 },
  clear: 0,
  openAfterMs: 30 * SECOND_MS,
  resolveAfterMs: MINUTE_MS,
});

/** Well again once all are heard: a source that keeps its promise may be silent nearly as long as that allows. */
function lateSourceRule(product: Product): readonly AlertRule[] {
  const promised = product.serviceLevels.frequencyMs;
  if (!promised) return [];
  const levels = levelsOf(promised, SECOND_MS);
  return [
    {
      ...ruleOf(product, 'late-source', 'a source is late'),
      unit: 's',
      bad: 'above',
      levels,
      clear: promised.value / SECOND_MS,
      openAfterMs: 30 * SECOND_MS,
      resolveAfterMs: MINUTE_MS,
    },
  ];
}

function thresholdRule(kpi: KpiDefinition): readonly AlertRule[] {
  const { warn, critical, alert } = kpi;
  const first = warn ?? critical;
  if (!first) return [];
  return [
    {
      id: `${kpi.id}.threshold`,
      kind: 'threshold',
      product: kpi.product,
      kpi: kpi.id,
      title: `${kpi.title} is ${'above' in first ? 'above' : 'below'} its threshold`,
      unit: kpi.unit,
      bad: 'above' in first ? 'above' : 'below',
      levels: {
        ...(warn && { warning: levelOf(warn) }),
        ...(critical && { critical: levelOf(critical) }),
      },
      clear: alert?.clear ?? levelOf(first),
      openAfterMs: alert?.forMs ?? MINUTE_MS,
      resolveAfterMs: 2 * MINUTE_MS,
    },
  ];
}

const levelOf = (threshold: Threshold): number => ('above' in threshold ? threshold.above : threshold.below);
