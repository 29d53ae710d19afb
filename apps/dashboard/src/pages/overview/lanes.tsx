import { memo } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { kept } from '../../shell/shell-search.ts';
import type { Span } from '../../time/span.ts';
import { MarkLane } from '../../widgets/mark-lane/mark-lane.tsx';
import { Sparkline } from '../../widgets/tile/sparkline.tsx';
import type { Lane, LaneGroup } from './prepare-timeline.ts';

interface LanesProps {
  readonly groups: readonly LaneGroup[];
  readonly span: Span;
}

/** A line for each KPI, with its band and its marks; all on the same times. */
export const Lanes = memo(function Lanes({ groups, span }: LanesProps) {
  return groups.map(({ product, lanes }) => (
    <section key={product} aria-label={product}>
      <h3 className="flex items-center gap-2 text-xs text-ink-3 after:h-px after:flex-1 after:bg-line">
        {product}
      </h3>
      {lanes.map((lane) => (
        <LaneRow key={lane.kpi} lane={lane} span={span} />
      ))}
    </section>
  ));
});

function LaneRow({ lane, span }: { readonly lane: Lane; readonly span: Span }) {
  const navigate = useNavigate();
  const explore = () =>
    void navigate({ to: '/explore', search: (held) => ({ ...kept(held), kpi: lane.kpi }) });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 py-1 md:grid-cols-[8.5rem_minmax(0,1fr)_6rem]">
      <button type="button" onClick={explore} className="truncate text-left text-sm hover:underline">
        {lane.title}
      </button>
      <p className="text-right text-sm whitespace-nowrap md:order-last">
        {lane.quantity?.text ?? '–'} <span className="text-ink-3">{lane.quantity?.unit}</span>
      </p>
      <div className="col-span-2 min-w-0 md:col-span-1">
        <div className="relative">
          {lane.band !== '' && (
            <svg
              viewBox="0 0 100 30"
              preserveAspectRatio="none"
              className="absolute inset-0 h-full w-full"
              aria-hidden
            >
              <path d={lane.band} className="fill-data-soft" />
            </svg>
          )}
          <Sparkline spark={lane.spark} />
        </div>
        {lane.marks.length > 0 && (
          <MarkLane marks={lane.marks} from={span.from} to={span.to} onChoose={explore} />
        )}
      </div>
    </div>
  );
}
