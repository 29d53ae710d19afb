import { Play, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatNumber } from '../../numbers/format-number.ts';
import { durationOf } from '../../time/format-time.ts';
import { Select } from '../../widgets/select.tsx';
import { Field } from './field.tsx';
import { LIMITS, MAX_AGES, useQueryView } from './query-view.ts';

const ageText = (seconds: number): string =>
  seconds === 0 ? 'no, as gold is now' : `up to ${durationOf(seconds * 1_000)} old`;

/** How many rows are wanted, and how old an answer may be. */
export function RunLimits({ faults }: { readonly faults: Readonly<Record<string, string>> }) {
  const { limit, maxAge, show } = useQueryView();
  return (
    <>
      <Field name="limit" note="rows at once" fault={faults['limit']} narrow>
        {(control) => (
          <Select {...control} value={limit} onChange={({ target }) => show({ limit: Number(target.value) })}>
            {LIMITS.map((rows) => (
              <option key={rows} value={rows}>
                {formatNumber(rows)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field name="maxAge" note="accept a cached one" fault={faults['maxAge']}>
        {(control) => (
          <Select
            {...control}
            value={maxAge}
            onChange={({ target }) => show({ maxAge: Number(target.value) })}
          >
            {MAX_AGES.map((seconds) => (
              <option key={seconds} value={seconds}>
                {ageText(seconds)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </>
  );
}

/** Runs, and while something runs, stops it. */
export function RunButton({
  running,
  disabled,
  onRun,
  onCancel,
}: {
  readonly running: boolean;
  readonly disabled: boolean;
  readonly onRun: () => void;
  readonly onCancel: () => void;
}) {
  if (running)
    return (
      <button
        type="button"
        onClick={onCancel}
        className="inline-flex h-8 min-w-32 items-center justify-center gap-2 rounded-md border border-line-strong px-3"
      >
        <Square className="size-3" aria-hidden /> Cancel <Elapsed />
      </button>
    );
  return (
    <button
      type="button"
      onClick={onRun}
      disabled={disabled}
      className="inline-flex h-8 min-w-32 items-center justify-center gap-2 rounded-md bg-accent px-3 font-bold text-on-accent disabled:bg-surface-3 disabled:text-ink-3"
    >
      <Play className="size-3.5" aria-hidden /> Run <span className="text-xs font-normal">Ctrl Enter</span>
    </button>
  );
}

const TICK_MS = 100;

/** How long it has been here. */
export function Elapsed() {
  const [ms, setMs] = useState(0);
  useEffect(() => {
    const started = performance.now();
    const timer = setInterval(() => setMs(performance.now() - started), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <span className="text-sm text-ink-3">{durationOf(ms)}</span>;
}
