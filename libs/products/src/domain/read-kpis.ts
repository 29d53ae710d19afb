import { z } from 'zod';
import type { Report } from './fault.ts';
import type { KnownModels } from './known-models.ts';
import type { KpiDefinition, Materialise, Threshold } from './product.ts';
import { STEP_PARAMETERS } from './query-by-dimension.ts';
import { readYaml } from './read-yaml.ts';
import { sqlTokens, strangersIn, type SqlToken } from './sql-tokens.ts';

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
  dimensions: z.array(z.string()).min(1).optional(),
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
export function readKpis(known: KnownModels, text: string, report: Report): readonly KpiDefinition[] {
  const value = readYaml(text, report);
  if (value === undefined) return [];
  const read = z.strictObject({ kpis: z.array(kpiSchema) }).safeParse(value);
  if (!read.success) {
    for (const issue of read.error.issues) report(`/${issue.path.join('/')}`, issue.message);
    return [];
  }
  const names = read.data.kpis.map((kpi) => kpi.name);
  for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i)))
    report('/kpis', `two KPIs are called ${name}`);
  return read.data.kpis.flatMap((kpi) => definitionOf(kpi, known, report) ?? []);
}

function definitionOf(
  { name, freshnessSla, where, dimensions, warn, critical, ...kpi }: z.infer<typeof kpiSchema>,
  { product = '', goldDays = Infinity, gold, models }: KnownModels,
  report: Report,
): KpiDefinition | undefined {
  const model = gold.find((candidate) => candidate.name === kpi.model);
  if (model?.materialise.kind !== 'windows') {
    if (model || !models.includes(kpi.model))
      report(`/kpis/${name}/model`, `${kpi.model} is not a windows model of this product`);
    return undefined;
  }
  const columns = model.columns.map((column) => column.name);
  checkAggregate(`/kpis/${name}/value`, kpi.value, columns, report);
  checkAggregate(`/kpis/${name}/weight`, kpi.weight, columns, report);
  if (where !== undefined) checkExpression(`/kpis/${name}/where`, where, columns, report);
  if (dimensions) checkDimensions(`/kpis/${name}/dimensions`, dimensions, model.materialise, report);
  if (kpi.keepDays > goldDays)
    report(
      `/kpis/${name}/keepDays`,
      `its points are those of gold, which is kept ${goldDays} days; choose no more than that`,
    );
  checkThresholds(`/kpis/${name}/critical`, warn, critical, report);
  return {
    id: `${product}.${name}`,
    product,
    grain: model.materialise.grain,
    ...kpi,
    freshnessSlaMs: durationMs(freshnessSla),
    ...(where !== undefined && { where }),
    ...(dimensions && { dimensions }),
    ...(warn && { warn }),
    ...(critical && { critical }),
  };
}

function checkExpression(
  place: string,
  text: string,
  columns: readonly string[],
  report: Report,
): readonly SqlToken[] {
  const tokens = sqlTokens(text);
  if ('unreadable' in tokens) {
    report(place, tokens.unreadable);
    return [];
  }
  if (tokens.some((token) => token.text === ';' || token.text === 'select' || token.kind === 'parameter'))
    report(place, 'is one expression over the columns of its model, not a statement');
  for (const stranger of strangersIn(tokens, columns)) report(place, `the model has no column ${stranger}`);
  return tokens;
}

function checkDimensions(
  place: string,
  dimensions: readonly string[],
  { key, window }: Materialise & { readonly kind: 'windows' },
  report: Report,
): void {
  const columns = key.filter((column) => column !== window);
  for (const name of new Set(dimensions.filter((n, i) => dimensions.indexOf(n) !== i)))
    report(place, `${name} is named twice; name it once`);
  for (const name of dimensions)
    if (!columns.includes(name))
      report(
        place,
        `${name} is no key column of the model; ${columns.length === 0 ? 'it has none but its window, so leave dimensions out' : `choose among ${columns.join(', ')}`}`,
      );
    else if (STEP_PARAMETERS.includes(name))
      report(place, `${name} is a parameter of the queries by dimension; give the column another name`);
}

const AGGREGATES = new Set(['sum', 'count', 'min', 'max', 'avg', 'max_by', 'min_by']);

function checkAggregate(place: string, text: string, columns: readonly string[], report: Report): void {
  const tokens = checkExpression(place, text, columns, report);
  let within: number | undefined;
  tokens.forEach((token, i) => {
    if (within !== undefined && token.depth <= within && token.text !== '(') within = undefined;
    if (within === undefined && AGGREGATES.has(token.text) && tokens[i + 1]?.text === '(')
      within = token.depth;
    else if (within === undefined && columns.includes(token.text))
      report(place, `${token.text} is to be within an aggregate such as SUM(${token.text})`);
  });
}

function checkThresholds(
  place: string,
  warn: Threshold | undefined,
  critical: Threshold | undefined,
  report: Report,
): void {
  if (!warn || !critical) return;
  const ordered =
    'above' in warn
      ? 'above' in critical && critical.above >= warn.above
      : 'below' in critical && critical.below <= warn.below;
  if (!ordered) report(place, 'lies beyond warn, on the same side');
}
