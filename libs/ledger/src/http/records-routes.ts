import {
  decodeCursor,
  encodeCursor,
  endpoint,
  HttpProblem,
  pageOf,
  problemContent,
  timeSchema,
  type RouteModule,
  timeRange,
} from '@dataforge/http';
import { DAY_MS, toRfc3339 } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { z } from '@hono/zod-openapi';
import { RECORD_FATES, type LedgerRecord, type ListRecords, type RecordFate, type Stage } from '../index.ts';
import { limitSchema, partitionSchema, productOf } from './parameters.ts';

const fateSchema = z.enum([...RECORD_FATES.refine, 'landed']);

const recordSchema = z
  .object({
    partition: z.int(),
    position: z.int(),
    appendedAt: timeSchema.optional(),
    source: z.string().optional(),
    id: z.string().optional(),
    subject: z.string().optional(),
    eventTime: timeSchema.optional(),
    fate: fateSchema,
    reasons: z.array(z.object({ field: z.string(), rule: z.string(), detail: z.string() })).optional(),
  })
  .openapi('LedgerRecord');

const PAGE = 100;
const MOST = 1_000;
/** A cell of a heat map over thirty days is twelve hours. */
const MOST_SPAN_MS = DAY_MS;

const route = endpoint({
  method: 'get',
  path: '/ledger/events',
  permission: 'trace:read',
  rate: 'read',
  summary: 'The records behind a cell of the ledger',
  description:
    'By partition and position. A member is missing where no zone holds it any more. A page can be short, or empty, and still have a nextCursor: a page looks at no more than so many records.',
  request: {
    query: z.object({
      product: z.string(),
      stage: z.enum(['land', 'refine']).optional(),
      partition: partitionSchema.optional(),
      from: timeSchema,
      to: timeSchema,
      fate: fateSchema.optional(),
      limit: limitSchema(MOST),
      cursor: z.string().optional(),
    }),
  },
  responses: {
    200: { description: 'Records', content: { 'application/json': { schema: pageOf(recordSchema) } } },
    400: problemContent('A parameter that cannot be used'),
    404: problemContent('No such product; the known ones are named'),
  },
});

export function recordsRoutes(
  { listRecords }: { listRecords: ListRecords },
  { products }: { products: readonly Product[] },
): RouteModule {
  return (api) => {
    api.openapi(route, async (context) => {
      const {
        product,
        stage = 'refine',
        partition,
        limit = PAGE,
        cursor,
        ...rest
      } = context.req.valid('query');
      const { records, next } = await listRecords({
        product: productOf(products, product),
        ...{ stage, partition, limit },
        ...spanOf(rest.from, rest.to),
        fate: fateAt(stage, rest.fate),
        next: cursor === undefined ? undefined : decodeCursor(cursor, placeOf),
      });
      return context.json(
        {
          items: records.map(viewOf),
          ...(next && { nextCursor: encodeCursor([next.partition, next.position]) }),
        },
        200,
      );
    });
  };
}

function spanOf(from: string, to: string): { readonly from: number; readonly to: number } {
  const { from: first = 0, to: end = 0 } = timeRange(from, to);
  if (end - first > MOST_SPAN_MS)
    throw new HttpProblem(
      400,
      'The records of a day at the most are listed at once; bring from and to closer.',
      {
        errors: [{ field: 'to', detail: 'more than a day after from' }],
      },
    );
  return { from: first, to: end };
}

function fateAt(stage: Stage, fate: RecordFate | undefined): RecordFate | undefined {
  const known: readonly RecordFate[] = RECORD_FATES[stage];
  if (fate !== undefined && !known.includes(fate))
    throw new HttpProblem(400, `At ${stage} a record is ${known.join(', ')}.`, {
      errors: [{ field: 'fate', detail: `not one of stage ${stage}` }],
    });
  return fate;
}

const placeSchema = z
  .tuple([z.int().min(0), z.int().min(0)])
  .transform(([partition, position]) => ({ partition, position }));

const placeOf = (place: unknown) => placeSchema.safeParse(place).data;

const viewOf = ({ appendedAt, eventTime, reasons, ...record }: LedgerRecord) => ({
  ...record,
  ...(appendedAt !== undefined && { appendedAt: toRfc3339(appendedAt) }),
  ...(eventTime !== undefined && { eventTime: toRfc3339(eventTime) }),
  ...(reasons && { reasons: [...reasons] }),
});
