import { Fragment, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { clockOf } from '../../time/format-time.ts';
import { HEAT_LOOK } from './heat-look.ts';
import { HeatMark } from './heat-mark.tsx';
import { HEAT_COLUMNS, HeatCells } from './heat-row.tsx';
import type { CellAddress } from './ledger-search.ts';
import { moveInHeat } from './move-in-heat.ts';
import type { Heat, HeatCell, HeatRow } from './prepare-heat.ts';

/** Minutes as cells: where something is missing, quarantined or on its way. Arrow keys move, Enter chooses. */
export function HeatMap({
  heat,
  pending,
  chosen,
  onChoose,
}: {
  readonly heat: Heat;
  readonly pending: boolean;
  readonly chosen: CellAddress | undefined;
  readonly onChoose: (cell: CellAddress) => void;
}) {
  const grid = useRef<HTMLDivElement>(null);
  const last = (heat.rows[0]?.cells.length ?? 1) - 1;
  const [stop, setStop] = useState<readonly [row: number, cell: number]>();
  // The newest minutes are at the right end; there is where to begin on a screen that does not show all.
  useLayoutEffect(() => {
    grid.current?.scrollTo({ left: grid.current.scrollWidth });
  }, [pending]);
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const [row, cell] = (event.target as HTMLElement).dataset['place']?.split(' ').map(Number) ?? [];
    if (row === undefined || cell === undefined) return;
    const next = moveInHeat(event.key, [row, cell], [heat.rows.length, last + 1]);
    if (!next) return;
    event.preventDefault();
    setStop(next);
    grid.current?.querySelector<HTMLElement>(`[data-place="${next.join(' ')}"]`)?.focus();
  };
  const [stopRow, stopCell] = stop ?? [0, last];
  return (
    <section aria-labelledby="by-minute" className="min-w-0 rounded-lg bg-surface shadow-card">
      <header className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
        <h2 id="by-minute" className="mr-auto font-bold">
          {heat.minutes === 1 ? 'By minute' : `By ${heat.minutes} minutes`}
        </h2>
        <Legend />
      </header>
      {pending && <Loading />}
      <div
        ref={grid}
        role="grid"
        aria-label="Records by append minute; arrow keys move, Enter shows the events"
        className="overflow-x-auto pr-4 pb-3"
        onKeyDown={move}
      >
        {heat.rows.map((row, index) => (
          <Fragment key={`${row.product} ${row.stage} ${row.label}`}>
            {titleOf(row) !== titleOf(heat.rows[index - 1]) && <Title text={titleOf(row)} />}
            <HeatCells
              {...{ row, index, chosen, onChoose, minutes: heat.minutes }}
              stop={index === stopRow ? Math.min(stopCell, last) : undefined}
            />
          </Fragment>
        ))}
        <Axis cells={heat.rows[0]?.cells ?? []} />
      </div>
    </section>
  );
}

const titleOf = (row: HeatRow | undefined): string => (row ? `${row.product}, ${row.stage}` : '');

function Title({ text }: { readonly text: string }) {
  return (
    <div
      role="row"
      className="flex min-w-150 items-center pt-2 pb-1 text-xs text-ink-3 after:h-px after:flex-1 after:bg-line md:min-w-0"
    >
      <span role="rowheader" className="sticky left-0 bg-surface pr-2 pl-4">
        {text}
      </span>
    </div>
  );
}

function Loading() {
  return (
    <div role="status" aria-label="Reading the minutes…" className="px-4 pb-4">
      {Array.from({ length: 5 }, (_, place) => (
        <span key={place} className="mb-2 block h-4 w-full animate-pulse rounded-sm bg-heat-0" />
      ))}
    </div>
  );
}

function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-ink-2">
      {Object.values(HEAT_LOOK).map(({ words, className, mark }) => (
        <li key={words} className="flex items-center gap-1.5 whitespace-nowrap">
          <span aria-hidden className={`grid size-3 place-items-center rounded-[1.5px] ${className}`}>
            <HeatMark mark={mark} />
          </span>
          {words}
        </li>
      ))}
    </ul>
  );
}

function Axis({ cells }: { readonly cells: readonly HeatCell[] }) {
  const every = Math.max(1, Math.ceil(cells.length / 6));
  return (
    <div className={`${HEAT_COLUMNS} mt-1`} role="presentation">
      <span className="sticky left-0 z-1 h-full bg-surface" />
      <div className="flex gap-[1.5px] text-xs text-ink-3" aria-hidden>
        {cells.map((cell, place) => (
          <span key={cell.from} className="min-w-0 flex-1 whitespace-nowrap">
            {place % every === 0 ? clockOf(cell.from) : ''}
          </span>
        ))}
      </div>
      <span />
    </div>
  );
}
