import { useNavigate, useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';

export const LIMITS = [100, 1_000, 10_000, 100_000] as const;
/** Seconds. */
export const MAX_AGES = [0, 60, 600, 3_600] as const;

const oneOf = (values: readonly number[], fallback: number) =>
  z.catch(z.number().check(z.refine((value) => values.includes(value))), fallback);

const schema = z.object({
  limit: oneOf(LIMITS, 1_000),
  maxAge: oneOf(MAX_AGES, 0),
  view: z.catch(z.enum(['table', 'chart']), 'table'),
  x: z.catch(z.optional(z.string()), undefined),
  y: z.catch(z.optional(z.string()), undefined),
  by: z.catch(z.optional(z.string()), undefined),
});

/** How an answer is asked for and shown, beside the question itself. */
export type QueryView = z.infer<typeof schema>;

/** The view in the address, and how to change it there. */
export function useQueryView(): QueryView & { readonly show: (changes: Partial<QueryView>) => void } {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  return {
    ...schema.parse(search),
    show: (changes) =>
      void navigate({
        to: '.',
        search: (held) => ({ ...held, ...changes }),
        replace: true,
        resetScroll: false,
      }),
  };
}
