import type { NamedQuery } from '@dataforge/api-client';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Question } from '../../api/query.ts';
import { useRange } from '../../time/use-range.ts';
import { benchOf, prepareDraft, started, type Draft } from './bench.ts';
import { fitsAddress, keyOf, membersOf, questionIn } from './question-in-address.ts';
import { useQueryView } from './query-view.ts';

const MINUTE_MS = 60_000;

/** The question that is being written and the one that was run. A run puts its question into the address, if it fits. */
export function useBench(queries: readonly NamedQuery[]) {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { range, from, to } = useRange();
  const limits = useQueryView();
  const asked = useMemo(() => questionIn(search), [search]);
  const [bench, setBench] = useState(() => benchOf(asked, limits));
  const key = keyOf(asked);
  // The address changed: by a run of this bench, or by somebody who went elsewhere.
  if (bench.seen !== key)
    setBench(
      keyOf(bench.run?.question) === key ? { ...bench, seen: key } : benchOf(asked, limits, bench.runs),
    );
  const query = queries.find(({ name }) => name === bench.draft.query);
  // A stretch that ends now has seconds that nobody meant.
  const step = range.kind === 'relative' ? MINUTE_MS : 1;
  const minutes = { from: Math.floor(from / step) * step, to: Math.floor(to / step) * step };
  const prepared = prepareDraft(bench.draft, query, minutes);
  const go = (question: Question) =>
    void navigate({ to: '.', search: (held) => ({ ...held, ...membersOf(question) }), resetScroll: false });
  return {
    ...bench,
    ...prepared,
    query,
    edit: (changes: Partial<Draft>) =>
      setBench((held) => ({ ...held, draft: { ...held.draft, ...changes }, tried: false })),
    /** Puts a question on the bench as its link would, also where it is too long for one. */
    open: (question: Question) => {
      setBench((held) => ({ ...benchOf(question, limits, held.runs), seen: held.seen }));
      if (fitsAddress(question)) go(question);
    },
    /** Takes a named query's statement along as one of one's own, with the values of its fields. */
    editAsSql: ({ sql }: NamedQuery) =>
      setBench((held) => ({
        ...held,
        draft: { ...held.draft, mode: 'sql', sql, values: prepared.question?.params ?? {}, texts: {} },
        tried: false,
      })),
    /** False if a field has to be mended first. */
    start: (): boolean => {
      const { question, faults } = prepared;
      if (!question || Object.keys(faults).length > 0) {
        setBench((held) => ({ ...held, tried: true }));
        return false;
      }
      setBench((held) => started(held, question, limits));
      if (fitsAddress(question)) go(question);
      return true;
    },
  };
}
