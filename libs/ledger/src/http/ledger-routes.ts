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
import type { MinuteRange } from '@dataforge/events';
import { toRfc3339 } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { z } from '@hono/zod-openapi';
import { byNewestMinute, type LedgerLine, type LedgerPlace, type ReadLedger } from '../index.ts';
import { limitSchema, partitionSchema, productOf } from './parameters.ts';

const count = z.int().min(0);

const lineSchema = z
  .object({
    product: z.string(),
    stage: z.enum(['land', 'refine']),
    topic: z.string(),
    partition: z.int(),
    minute: timeSchema.optional(),
    accepted: count,
    landed: count,
    refined: count,
    duplicate: count,
    quarantined: count,
    deadLettered: count,
    filtered: count,
    discarded: count,
    expired: count,
    erased: count,
    inFlight: count,
    balanced: z.boolean(),
  })
  .openapi('LedgerLine');

const PAGE = 1_000;

const route = endpoint({
  method: 'get',
  path: '/ledger',
  permission: 'ledger:read',
  rate: 'read',
  summary: 'Where every accepted record is',
  description:
    'Per product, stage and partition. land: accepted = landed + expired + erased + inFlight. refine: accepted = the other fates + inFlight. A line that does not balance says so.',
  request: {
    query: z.object({
      by: z.enum(['minute']).optional(),
      product: z.string().optional(),
      stage: z.enum(['land', 'refine']).optional(),
      partition: partitionSchema.optional(),
      from: timeSchema.optional(),
      to: timeSchema.optional(),
      limit: limitSchema(10_000),
      cursor: z.string().optional(),
    }),
  },
  responses: {
    200: {
      description: 'Lines, the newest minute first',
      content: { 'application/json': { schema: pageOf(lineSchema) } },
    },
    400: problemContent('A parameter that cannot be used'),
    404: problemContent('No such product; the known ones are named'),
  },
});

export function ledgerRoutes(
  { readLedger }: { readLedger: ReadLedger },
  { products }: { products: readonly Pick<Product, 'name'>[] },
): RouteModule {
  return (api) => {
    api.openapi(route, async (context) => {
      const { by, product, stage, partition, from, to, limit = PAGE, cursor } = context.req.valid('query');
      if (product !== undefined) productOf(products, product);
      const byMinute = by === 'minute';
      const lines = await readLedger({
        byMinute,
        product,
        stage,
        partition,
        ...minutesOf(byMinute, from, to),
      });
      const start = cursor === undefined ? 0 : after(lines, decodeCursor(cursor, placeOf));
      const page = lines.slice(start, start + limit);
      const last = page[page.length - 1];
      const more = last !== undefined && start + limit < lines.length;
      return context.json(
        { items: page.map(ledgerLineBody), ...(more && { nextCursor: encodeCursor(keyOf(last)) }) },
        200,
      );
    });
  };
}

function minutesOf(byMinute: boolean, from: string | undefined, to: string | undefined): MinuteRange {
  if (!byMinute && (from !== undefined || to !== undefined))
    throw new HttpProblem(400, 'from and to choose append minutes; ask with by=minute.', {
      errors: [{ field: from === undefined ? 'to' : 'from', detail: 'only with by=minute' }],
    });
  return timeRange(from, to);
}

/** A line as answers and live push have it. */
export const ledgerLineBody = ({ minute, ...line }: LedgerLine) => ({
  ...line,
  ...(minute !== undefined && { minute: toRfc3339(minute) }),
});

/** A line's place in the order of the list, for a cursor; minutes that came since lie before it. */
const keyOf = (line: LedgerLine) => [line.minute ?? 0, line.product, line.stage, line.partition] as const;

const placeSchema = z
  .tuple([z.number(), z.string(), z.enum(['land', 'refine']), z.number()])
  .transform(([minute, product, stage, partition]) => ({ minute, product, stage, partition }));

const placeOf = (place: unknown) => placeSchema.safeParse(place).data;

/** Where the list goes on behind a place, whether or not its line is still there. */
function after(lines: readonly LedgerLine[], place: LedgerPlace): number {
  const found = lines.findIndex((line) => byNewestMinute(line, place) > 0);
  return found === -1 ? lines.length : found;
}
