import { z } from '@hono/zod-openapi';
import { endpoint, pageOf, type RouteModule } from '@dataforge/http';
import type { NamedQuery, QueryParameter } from '@dataforge/products';
import type { DescribeGold } from '../usecases/describe-gold.ts';
import { columnSchema } from './query-schemas.ts';

const parameterSchema = z
  .object({
    name: z.string(),
    type: z.enum(['string', 'integer', 'number', 'timestamp', 'boolean']),
    required: z.boolean(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    choices: z.array(z.string()).optional().describe('The only values there are'),
    between: z.tuple([z.number(), z.number()]).optional().describe('The least and the most that it may be'),
    description: z.string().optional(),
  })
  .openapi('QueryParameter');

const namedQuerySchema = z
  .object({
    name: z.string().describe('As POST /query takes it, with its product before the point'),
    product: z.string(),
    title: z.string(),
    sql: z.string().describe('Its statement, with $name where a parameter is bound'),
    parameters: z.array(parameterSchema),
  })
  .openapi('NamedQuery');

const tableSchema = z
  .object({
    name: z.string().describe('With its schema: gold.<table>'),
    columns: z.array(columnSchema),
  })
  .openapi('QueryableTable');

const schemaSchema = z
  .object({
    tables: z.array(tableSchema),
    functions: z.array(z.string()),
  })
  .openapi('QueryableSchema');

const queries = endpoint({
  method: 'get',
  path: '/queries',
  permission: 'query:named',
  rate: 'read',
  tags: ['Query'],
  summary: 'The named queries, with their statements and parameters',
  responses: {
    200: {
      description: 'All named queries',
      content: { 'application/json': { schema: pageOf(namedQuerySchema) } },
    },
  },
});

const schema = endpoint({
  method: 'get',
  path: '/query/schema',
  permission: 'query:named',
  rate: 'read',
  tags: ['Query'],
  summary: 'What a SELECT of the caller may name: tables, columns and functions',
  responses: {
    200: {
      description: 'Everything there is',
      content: { 'application/json': { schema: schemaSchema } },
    },
  },
});

/** GET /queries and GET /query/schema: what POST /query can be asked. */
export const catalogueRoutes =
  (uses: { readonly describeGold: DescribeGold }, named: readonly NamedQuery[]): RouteModule =>
  (api) => {
    const items = named.map(({ name, product, title, sql, parameters }) => ({
      name,
      product,
      title,
      sql,
      parameters: parameters.map(parameterView),
    }));
    api.openapi(queries, (context) => context.json({ items }, 200));
    api.openapi(schema, async (context) => {
      const { tables, functions } = await uses.describeGold();
      const described = tables.map(({ name, columns }) => ({ name: `gold.${name}`, columns: [...columns] }));
      return context.json({ tables: described, functions: [...functions] }, 200);
    });
  };

const parameterView = ({ choices, between, ...parameter }: QueryParameter) => ({
  ...parameter,
  ...(choices && { choices: [...choices] }),
  ...(between && { between: [...between] as [number, number] }),
});
