import type { KpiDefinition, Product } from '@dataforge/products';
import type { Points } from '../kpi-series.ts';
import { sameNumber } from './same-number.ts';
import { instant, type Faults, type LakeReader } from './stopped-lake.ts';

/**
 * What is served is what gold says: the same points of each KPI, with the same values. `since` (ms) is where gold
 * begins to hold every window.
 */
export async function checkServed(
  lake: LakeReader,
  product: Product,
  served: (kpi: KpiDefinition) => Points | undefined,
  since = 0,
): Promise<Faults> {
  const faults: string[] = [];
  for (const kpi of product.kpis) {
    const want = await goldPoints(lake, product, kpi, since);
    const have = new Map([...(served(kpi) ?? [])].filter(([bucket]) => bucket >= since));
    const wrong = [...new Set([...want.keys(), ...have.keys()])].filter(
      (bucket) => !sameNumber(want.get(bucket) ?? Number.NaN, have.get(bucket) ?? Number.NaN),
    );
    const [first] = wrong;
    if (first !== undefined)
      faults.push(
        `${kpi.id}: ${wrong.length} points of ${want.size} are served wrong, first ${have.get(first) ?? 'nothing'} for ${want.get(first) ?? 'nothing'} at ${new Date(first).toISOString()}`,
      );
  }
  return faults;
}

async function goldPoints(
  lake: LakeReader,
  product: Product,
  kpi: KpiDefinition,
  since: number,
): Promise<Points> {
  const model = product.gold.find(({ name }) => name === kpi.model);
  if (model?.materialise.kind !== 'windows') throw new Error(`${kpi.id} has no model of windows`);
  const bucket = `date_trunc('${kpi.grain}', "${model.materialise.window}")`;
  const rows = await lake.rows(
    `SELECT epoch_ms(${bucket})::DOUBLE AS bucket, (${kpi.value})::DOUBLE AS value
     FROM gold."${product.name}_${kpi.model}" WHERE (${kpi.where ?? 'true'}) AND ${bucket} >= ${instant(since)}
     GROUP BY ${bucket}`,
  );
  // Zero divided by zero is a gap.
  return new Map(
    rows
      .map((row) => [Number(row['bucket']), row['value']] as const)
      .filter((point): point is readonly [number, number] => Number.isFinite(point[1])),
  );
}
