import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS } from '@dataforge/kernel';
import type { GoldModel, KpiDefinition, Product } from '@dataforge/products';
import { heldDefinition, holdDefinition } from './definitions.ts';
import { shapeOf } from './gold-rebuild.ts';
import { publishStatements } from './kpi-outbox.ts';
import { nextSequence } from './sequence.ts';
import { ident, literal, timestamp } from './sql.ts';
import { GRAIN_MS } from './windows.ts';
import { runAll } from './writer.ts';

/** The name of its definition. */
export const kpiName = (kpi: Pick<KpiDefinition, 'id'>): string => `kpi.${kpi.id}`;

/** What a KPI's points come from. */
const definitionOf = (kpi: KpiDefinition, model: GoldModel): string =>
  JSON.stringify([kpi.grain, kpi.value, kpi.weight, kpi.where, kpi.keepDays, shapeOf(model)]);

export async function unpublishedKpis(
  connection: DuckDBConnection,
  products: readonly Product[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { kpi, model } of products.flatMap(kpisOf)) {
    const held = await heldDefinition(connection, kpiName(kpi));
    if (!held || held.lapsed || held.definition !== definitionOf(kpi, model)) found.push(kpi.id);
  }
  return found;
}

export async function republish(
  connection: DuckDBConnection,
  products: readonly Product[],
  ids: readonly string[],
  now: number,
): Promise<void> {
  const sequence = await nextSequence(connection);
  for (const product of products) {
    const wanted = kpisOf(product).filter(({ kpi }) => ids.includes(kpi.id));
    for (const { kpi, model } of wanted) {
      await connection.run(`DELETE FROM pipeline.outbox WHERE kpi = ${literal(kpi.id)}`);
      await holdDefinition(connection, kpiName(kpi), definitionOf(kpi, model));
    }
    for (const model of product.gold) {
      const kpis = wanted.filter((held) => held.model === model).map(({ kpi }) => asKept(kpi, model, now));
      await runAll(connection, ...publishStatements({ ...product, kpis }, model, sequence));
    }
  }
}

function kpisOf(product: Product): readonly { readonly kpi: KpiDefinition; readonly model: GoldModel }[] {
  return product.kpis.flatMap((kpi) =>
    product.gold.filter(({ name }) => name === kpi.model).map((model) => ({ kpi, model })),
  );
}

/** The KPI over the windows for which its points are kept. */
function asKept(kpi: KpiDefinition, { materialise }: GoldModel, now: number): KpiDefinition {
  if (materialise.kind !== 'windows') throw new Error(`${kpi.id}: a KPI needs a windows model`);
  const grain = GRAIN_MS[kpi.grain];
  const from = Math.floor((now - kpi.keepDays * DAY_MS) / grain) * grain;
  return {
    ...kpi,
    where: `${ident(materialise.window)} >= ${timestamp(from)} AND (${kpi.where ?? 'true'})`,
  };
}
