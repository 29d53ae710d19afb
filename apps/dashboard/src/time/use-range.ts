import { useNavigate, useSearch } from '@tanstack/react-router';
import { useNow } from './use-now.ts';
import { instantsOf, parseRange, type TimeRange } from './time-range.ts';

const HOUR: TimeRange = { kind: 'relative', ms: 3_600_000 };

const MINUTE = 60_000;

/** The stretch of time in the address. A relative one ends with the minute that is open, so that it is asked for anew once a minute. */
export function useRange() {
  const { range: text = '1h', vs = 'previous' } = useSearch({ strict: false }) as {
    range?: string;
    vs?: 'previous' | 'none';
  };
  const navigate = useNavigate();
  const now = useNow(MINUTE) + MINUTE;
  const range = parseRange(text) ?? HOUR;
  return {
    text,
    range,
    vs,
    ...instantsOf(range, now),
    setRange: (next: string) => void navigate({ to: '.', search: (held) => ({ ...held, range: next }) }),
    setVs: (next: string) =>
      void navigate({ to: '.', search: (held) => ({ ...held, vs: next as 'previous' | 'none' }) }),
  };
}
