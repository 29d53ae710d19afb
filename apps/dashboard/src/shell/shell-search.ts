import * as z from 'zod/mini';
import { parseRange } from '../time/time-range.ts';

const schema = z.object({
  /** `1h`, or two times with `..` between. */
  range: z.catch(z.string().check(z.refine((text) => parseRange(text) !== undefined)), '1h'),
  /** What a value is compared with. */
  vs: z.catch(z.enum(['previous', 'none']), 'previous'),
});

export type ShellSearch = z.infer<typeof schema>;

/** The part of every address that the shell reads. What is missing or makes no sense has its default. */
export const shellSearch = (
  search: Record<string, unknown>,
): Partial<ShellSearch> & Record<string, unknown> => {
  const { range, vs } = schema.parse({ range: search['range'] ?? '1h', vs: search['vs'] ?? 'previous' });
  return { ...search, range, vs };
};

/** What goes along from page to page. */
export const kept = (held: Partial<ShellSearch>): Partial<ShellSearch> => ({
  ...(held.range !== undefined && { range: held.range }),
  ...(held.vs !== undefined && { vs: held.vs }),
});
