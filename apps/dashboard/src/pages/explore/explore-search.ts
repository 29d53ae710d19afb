import * as z from 'zod/mini';

const schema = z.object({
  /** A KPI's id. */
  kpi: z.catch(z.optional(z.string()), undefined),
  /** The dimension that its series is grouped by. */
  by: z.catch(z.optional(z.string()), undefined),
  /** `5m`; absent: the shortest that is easily read. */
  step: z.catch(z.optional(z.string().check(z.regex(/^\d{1,4}[smhd]$/))), undefined),
  /** One value of each of some other dimensions. */
  where: z.catch(z.optional(z.record(z.string(), z.string())), undefined),
  /** The group that is looked at. */
  focus: z.catch(z.optional(z.string()), undefined),
  /** Groups that are not drawn. */
  hide: z.catch(z.optional(z.array(z.string())), undefined),
  /** `<from>..<to>`, or `<from>..` up to the end, of whatever that is by then. */
  zoom: z.catch(z.optional(z.string()), undefined),
  table: z.catch(z.optional(z.enum(['groups', 'times'])), undefined),
});

export type ExploreSearch = z.infer<typeof schema>;

/** What of the address the Explore page reads. What makes no sense counts as absent. */
export const exploreSearch = (search: Record<string, unknown>): ExploreSearch => schema.parse(search);
