import { useMemo } from 'react';
import { timeWithin } from '../../time/time-ticks.ts';
import { Table } from '../../widgets/table/table.tsx';
import { GroupKey } from './group-key.tsx';
import { within, type ExploredView } from './prepare-explored.ts';
import type { Group } from './prepare-groups.ts';
import { PointMarks } from './point-marks.tsx';
import { timeColumns, timeRows, type TimeRow } from './prepare-times.ts';

/** The values of the groups, time by time. */
export function TimesTable({
  view: { metric, window, whole },
  groups,
  titled = false,
}: {
  readonly view: ExploredView;
  readonly groups: readonly Group[];
  readonly titled?: boolean;
}) {
  const { unit } = metric;
  const [first] = groups;
  const { rows, columns } = useMemo(() => {
    const shown = timeRows(within(first?.points ?? [], window), groups);
    const timeText = (time: number) => timeWithin(time, whole.from, whole.to);
    const columns = timeColumns(shown, groups, unit, timeText).map((column) => ({
      ...column,
      ...(column.id === 'time' && { draw: drawTime(timeText) }),
    }));
    return { rows: shown, columns };
  }, [first, groups, window, whole, unit]);
  return (
    <>
      {titled && first && (
        <h3 className="flex min-h-9 flex-none items-center gap-2 border-t border-line px-4 font-bold">
          <GroupKey group={first} /> {first.name}
          <span className="ml-auto text-sm font-normal text-ink-3">by time</span>
        </h3>
      )}
      <Table label="By time, a table" columns={columns} rows={rows} className="min-h-40 flex-1" />
    </>
  );
}

const drawTime = (timeText: (time: number) => string) =>
  function TimeCell({ point }: TimeRow) {
    return (
      <>
        {timeText(point.time)}
        <PointMarks point={point} />
      </>
    );
  };
