import { timeWithin } from '../../time/time-ticks.ts';
import type { SeriesPoint } from '../../widgets/series-point.ts';
import { GroupKey } from './group-key.tsx';
import { cellText, differenceText, digitsOf } from './prepare-cells.ts';
import { within, type ExploredView } from './prepare-explored.ts';
import type { Group } from './prepare-groups.ts';
import { PointMarks } from './point-marks.tsx';

const CELL = 'h-7 border-t border-line px-3 text-right whitespace-nowrap';

/** A row a time, the newest first. One group alone is compared with the stretch before. */
export function TimesTable({
  view,
  groups,
  titled = false,
}: {
  readonly view: ExploredView;
  readonly groups: readonly Group[];
  readonly titled?: boolean;
}) {
  const { metric, window } = view;
  const [first] = groups;
  const alone = groups.length === 1 ? first : undefined;
  const before = new Map((alone?.before ?? []).map(({ time, value }) => [time, value]));
  const columns = groups.map(({ points }) => new Map(points.map(({ time, value }) => [time, value])));
  const digits = digitsOf(
    groups.flatMap(({ points }) => points.map(({ value }) => value)),
    metric.unit,
  );
  const unit = metric.unit === '1' ? '' : ` ${metric.unit}`;
  return (
    <>
      {titled && alone && (
        <h3 className="flex min-h-9 flex-none items-center gap-2 border-t border-line px-4 font-bold">
          <GroupKey group={alone} /> {alone.name}
          <span className="ml-auto text-sm font-normal text-ink-3">by time{unit && `,${unit}`}</span>
        </h3>
      )}
      <div className="min-h-40 flex-1 overflow-auto" tabIndex={0} role="region" aria-label="By time, a table">
        <table className="w-full border-separate border-spacing-0 text-sm">
          <Head groups={groups} unit={unit} compared={before.size > 0} />
          <tbody>
            {[...within(first?.points ?? [], window)].reverse().map((point) => (
              <Row
                key={point.time}
                point={point}
                says={timeWithin(point.time, view.whole.from, view.whole.to)}
                values={columns.map((points) => points.get(point.time) ?? null)}
                before={before.size === 0 ? undefined : (before.get(point.time) ?? null)}
                digits={digits}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Head({
  groups,
  unit,
  compared,
}: {
  readonly groups: readonly Group[];
  readonly unit: string;
  readonly compared: boolean;
}) {
  const names = groups.length === 1 ? [`value${unit}`] : groups.map(({ name }) => name);
  return (
    <thead className="sticky top-0 z-10">
      <tr className="bg-surface-2 text-xs text-ink-2">
        <th scope="col" className="h-7 px-4 text-left font-medium">
          UTC
        </th>
        {[...names, ...(compared ? ['before', 'Δ'] : [])].map((name) => (
          <th key={name} scope="col" className="h-7 px-3 text-right font-medium whitespace-nowrap">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Row({
  point,
  says,
  values,
  before,
  digits,
}: {
  readonly point: SeriesPoint;
  /** Its time. */
  readonly says: string;
  /** A value for each column. */
  readonly values: readonly (number | null)[];
  /** Undefined where nothing is compared. */
  readonly before: number | null | undefined;
  readonly digits: number;
}) {
  return (
    <tr className={point.partial ? 'bg-surface-2' : ''}>
      <th scope="row" className="h-7 border-t border-line px-4 text-left font-normal whitespace-nowrap">
        {says}
        <PointMarks point={point} />
      </th>
      {values.map((value, place) => (
        <td key={place} className={`${CELL} ${value === null ? 'text-ink-3' : 'font-medium'}`}>
          {cellText(value, digits)}
        </td>
      ))}
      {before !== undefined && (
        <>
          <td className={`${CELL} text-ink-2`}>{cellText(before, digits)}</td>
          <td className={`${CELL} text-ink-2`}>{differenceText(values[0] ?? null, before, digits)}</td>
        </>
      )}
    </tr>
  );
}
