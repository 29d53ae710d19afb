import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { Report } from './fault.ts';
import type { GoldModel, KpiDefinition } from './product.ts';

const threshold = z.union([z.strictObject({ above: z.number() }), z.strictObject({ below: z.number() })]);

const kpiSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: z.string(),
  description: z.string(),
  unit: z.string(),
  model: z.string(),
  value: z.string(),
  weight: z.string(),
  where: z.string().optional(),
  rollup: z.enum(['sum', 'mean', 'min', 'max', 'last']),
  direction: z.enum(['up-is-good', 'down-is-good', 'neutral']),
  keepDays: z.int().min(1),
  warn: threshold.optional(),
  critical: threshold.optional(),
  freshnessSla: z.string().regex(/^\d+[smh]$/, 'a duration such as 60s, 5m or 1h'),
});

const SECONDS = { s: 1, m: 60, h: 3_600 } as const;

const durationMs = (text: string): number =>
  Number(text.slice(0, -1)) * SECONDS[text.slice(-1) as keyof typeof SECONDS] * 1_000;

/** Reads `kpis.yaml`: the product's tiles, each over one of its windows models. */
export function readKpis(
  product: string,
  text: string,
  gold: readonly GoldModel[],
  report: Report,
): readonly KpiDefinition[] {
  const document = parseDocument(text);
  for (const error of document.errors)
    report(`line ${error.linePos?.[0].line ?? '?'}`, error.message.split('\n')[0] ?? '');
  if (document.errors.length > 0) return [];
  const read = z.strictObject({ kpis: z.array(kpiSchema) }).safeParse(document.toJS());
  if (!read.success) {
    for (const issue of read.error.issues) report(`/${issue.path.join('/')}`, issue.message);
    return [];
  }
  return read.data.kpis.flatMap(
    ({ name, freshnessSla, where, warn, critical, ...kpi }): readonly KpiDefinition[] => {
      const model = gold.find((candidate) => candidate.name === kpi.model);
      if (model?.materialise.kind !== 'windows') {
        report(`/kpis/${name}/model`, `${kpi.model} is not a windows model of this product`);
        return [];
      }
      return [
        {
          id: `${product}.${name}`,
          product,
          grain: model.materialise.grain,
          ...kpi,
          freshnessSlaMs: durationMs(freshnessSla),
          ...(where !== undefined && { where }),
          ...(warn && { warn }),
          ...(critical && { critical }),
        },
      ];
    },
  );
}
