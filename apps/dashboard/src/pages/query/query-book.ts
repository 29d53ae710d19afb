import * as z from 'zod/mini';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Question } from '../../api/query.ts';
import { keyOf } from './question-in-address.ts';

const questionSchema: z.ZodMiniType<Question> = z.union([
  z.object({
    query: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
  z.object({ sql: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) }),
]);

const pastRunSchema = z.object({
  question: questionSchema,
  /** When it ended, ms since the epoch. */
  at: z.number(),
  elapsedMs: z.number(),
  /** Rows that came; absent where it failed. */
  rows: z.optional(z.number()),
  failed: z.optional(z.string()),
});

const savedSchema = z.object({ name: z.string(), question: questionSchema });

export type PastRun = z.infer<typeof pastRunSchema>;
export type SavedQuery = z.infer<typeof savedSchema>;

export const MOST_RUNS = 50;
export const MOST_SAVED = 100;
/** Of each list, as it is kept: a browser keeps a few MB for all of a page. */
const MOST_CHARACTERS = 1_000_000;

const size = (entries: readonly unknown[]): number => JSON.stringify(entries).length;

/** The newest run first, as many of the others as there is room for. */
export function withRun(runs: readonly PastRun[], run: PastRun): readonly PastRun[] {
  const kept = [run, ...runs].slice(0, MOST_RUNS);
  while (kept.length > 1 && size(kept) > MOST_CHARACTERS) kept.pop();
  return kept;
}

/** By name; one that has the name already is replaced. Undefined where there is no more room. */
export function withSaved(
  saved: readonly SavedQuery[],
  added: SavedQuery,
): readonly SavedQuery[] | undefined {
  const next = [...saved.filter(({ name }) => name !== added.name), added].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  return next.length > MOST_SAVED || size(next) > MOST_CHARACTERS ? undefined : next;
}

/** Of several runs of one question the newest alone. */
export const distinctRuns = (runs: readonly PastRun[]): readonly PastRun[] => {
  const seen = new Set<string>();
  return runs.filter(({ question }) => !seen.has(keyOf(question)) && seen.add(keyOf(question)));
};

interface QueryBook {
  readonly runs: readonly PastRun[];
  readonly saved: readonly SavedQuery[];
  note(run: PastRun): void;
  /** False where there is no more room. */
  save(query: SavedQuery): boolean;
  forget(name: string): void;
}

const bookSchema = z.object({
  runs: z.catch(z.array(pastRunSchema), []),
  saved: z.catch(z.array(savedSchema), []),
});

/** The runs and the saved queries of this browser. */
export const useQueryBook = create<QueryBook>()(
  persist(
    (set, get) => ({
      runs: [],
      saved: [],
      note: (run) => set(({ runs }) => ({ runs: withRun(runs, run) })),
      save: (query) => {
        const saved = withSaved(get().saved, query);
        if (saved) set({ saved });
        return saved !== undefined;
      },
      forget: (name) => set(({ saved }) => ({ saved: saved.filter((query) => query.name !== name) })),
    }),
    {
      name: 'dataforge.queries',
      merge: (held, book) => ({ ...book, ...bookSchema.parse(held ?? {}) }),
    },
  ),
);
