import * as z from 'zod/mini';
import type { Question } from '../../api/query.ts';

const valueSchema = z.union([z.string(), z.number(), z.boolean()]);

const schema = z.object({
  query: z.catch(z.optional(z.string()), undefined),
  sql: z.catch(z.optional(z.string()), undefined),
  params: z.catch(z.record(z.string(), valueSchema), {}),
});

/** The longest question that a link carries, in characters of an address: what every browser and proxy on the way takes. */
export const MOST_IN_ADDRESS = 6_000;

/** The question in an address; what makes no sense there is left out. */
export function questionIn(search: Readonly<Record<string, unknown>>): Question | undefined {
  const { query, sql, params } = schema.parse({
    query: textOf(search['query']),
    sql: textOf(search['sql']),
    params: search['params'] ?? {},
  });
  if (sql !== undefined) return { sql, params };
  return query === undefined ? undefined : { query, params };
}

/** An address may show a text that looks like a number or a truth as that. */
const textOf = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

/** The members of an address that hold the question; those of the other kind are taken out. */
export const membersOf = (question: Question) => ({
  query: undefined,
  sql: undefined,
  ...question,
  params: Object.keys(question.params).length === 0 ? undefined : question.params,
});

/** Characters that a question takes in an address. */
export const lengthInAddress = (question: Question): number =>
  encodeURIComponent(JSON.stringify(question)).length;

export const fitsAddress = (question: Question): boolean => lengthInAddress(question) <= MOST_IN_ADDRESS;

/** The same for two questions that ask the same with the same values. */
export const keyOf = (question: Question | undefined): string =>
  question === undefined
    ? ''
    : JSON.stringify([
        'sql' in question ? ['sql', question.sql] : ['query', question.query],
        Object.entries(question.params).sort(([a], [b]) => (a < b ? -1 : 1)),
      ]);
