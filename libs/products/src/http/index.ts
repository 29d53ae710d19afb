import { endpoint, HttpProblem, pageOf, problemContent, type RouteModule } from '@dataforge/http';
import { z } from '@hono/zod-openapi';
import { goldTable, type Field, type GoldModel, type Product } from '../index.ts';

const productSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    title: z.string(),
    description: z.string(),
    owner: z.string(),
    event: z.object({
      type: z.string(),
      topic: z.string(),
      partitions: z.int(),
      latenessSeconds: z.number(),
      dedupeHorizonDays: z.int(),
      fields: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          required: z.boolean(),
          classification: z.string(),
          description: z.string().optional(),
          values: z.array(z.string()).optional(),
        }),
      ),
    }),
    retentionDays: z.record(z.string(), z.number()),
    tables: z.array(z.object({ name: z.string(), kept: z.string(), columns: z.array(z.string()) })),
    kpis: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        description: z.string(),
        unit: z.string(),
        grain: z.string(),
        direction: z.enum(['up-is-good', 'down-is-good', 'neutral']),
        dimensions: z
          .array(z.string())
          .describe('What its series can be grouped by, with the query `<id>_by_<dimension>`'),
      }),
    ),
    queries: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        sql: z.string().describe('Its statement, with $name where a parameter is bound'),
        parameters: z.array(
          z.object({
            name: z.string(),
            type: z.string(),
            required: z.boolean(),
            default: z.union([z.string(), z.number(), z.boolean()]).optional(),
            choices: z.array(z.string()).optional(),
            between: z.array(z.number()).length(2).optional().describe('The least and the most'),
            description: z.string().optional(),
          }),
        ),
      }),
    ),
  })
  .openapi('Product');

type ProductView = z.infer<typeof productSchema>;

const list = endpoint({
  method: 'get',
  path: '/products',
  permission: 'products:read',
  rate: 'read',
  summary: 'The data products',
  responses: {
    200: { description: 'All products', content: { 'application/json': { schema: pageOf(productSchema) } } },
  },
});

const one = endpoint({
  method: 'get',
  path: '/products/{name}',
  permission: 'products:read',
  rate: 'read',
  summary: 'One data product',
  request: { params: z.object({ name: z.string().openapi({ param: { name: 'name', in: 'path' } }) }) },
  responses: {
    200: { description: 'The product', content: { 'application/json': { schema: productSchema } } },
    404: problemContent('There is no such product'),
  },
});

export function productRoutes({ products }: { products: readonly Product[] }): RouteModule {
  const views = new Map(products.map((product) => [product.name, viewOf(product)]));
  return (api) => {
    api.openapi(list, (context) => context.json({ items: [...views.values()] }, 200));
    api.openapi(one, (context) => {
      const { name } = context.req.valid('param');
      const view = views.get(name);
      if (!view)
        throw new HttpProblem(
          404,
          `There is no product ${name}. There are: ${[...views.keys()].join(', ')}.`,
        );
      return context.json(view, 200);
    });
  };
}

function viewOf(product: Product): ProductView {
  const { name, version, title, description, owner, event, retentionDays } = product;
  return {
    name,
    version,
    title,
    description,
    owner,
    event: {
      type: event.type,
      topic: event.topic,
      partitions: event.partitions,
      latenessSeconds: event.latenessMs / 1_000,
      dedupeHorizonDays: event.dedupeHorizonDays,
      fields: event.fields.map(fieldView),
    },
    retentionDays,
    tables: product.gold.map((model) => ({
      name: `gold.${goldTable(name, model.name)}`,
      kept: keptAs(model),
      columns: model.columns.map((column) => column.name),
    })),
    kpis: product.kpis.map((kpi) => ({
      id: kpi.id,
      title: kpi.title,
      description: kpi.description,
      unit: kpi.unit,
      grain: kpi.grain,
      direction: kpi.direction,
      dimensions: [...(kpi.dimensions ?? [])],
    })),
    queries: product.queries.map((query) => ({
      name: query.name,
      title: query.title,
      sql: query.sql,
      parameters: query.parameters.map(({ choices, between, ...parameter }) => ({
        ...parameter,
        ...(choices && { choices: [...choices] }),
        ...(between && { between: [...between] }),
      })),
    })),
  };
}

const fieldView = (field: Field): ProductView['event']['fields'][number] => ({
  name: field.name,
  type: field.type,
  required: field.required,
  classification: field.classification,
  ...(field.description !== undefined && { description: field.description }),
  ...(field.values && { values: [...field.values] }),
});

const keptAs = ({ materialise }: GoldModel): string =>
  materialise.kind === 'windows'
    ? `a row per ${materialise.key.join(', ')}`
    : `the newest row per ${materialise.key.join(', ')}`;
