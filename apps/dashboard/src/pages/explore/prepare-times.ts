import type { TableColumn } from '../../widgets/table/table-column.ts';
import type { SeriesPoint } from '../../widgets/series-point.ts';
import { cellText, differenceText, digitsOf } from './prepare-cells.ts';
import type { Group } from './prepare-groups.ts';

/** What there is at a time: a value for each group, and of one alone the value before. */
export interface TimeRow {
  readonly point: SeriesPoint;
  readonly values: readonly (number | null)[];
  /** Undefined where nothing is compared. */
  readonly before: number | null | undefined;
}

/** A row a time, the newest first. One group alone is compared with the stretch before. */
export function timeRows(points: readonly SeriesPoint[], groups: readonly Group[]): readonly TimeRow[] {
  const valuesOf = (of: readonly SeriesPoint[]) => new Map(of.map(({ time, value }) => [time, value]));
  const columns = groups.map((group) => valuesOf(group.points));
  const before = valuesOf(groups.length === 1 ? (groups[0]?.before ?? []) : []);
  return points.toReversed().map((point) => ({
    point,
    values: columns.map((values) => values.get(point.time) ?? null),
    before: before.size === 0 ? undefined : (before.get(point.time) ?? null),
  }));
}

/** `timeText` writes a row's time. */
export function timeColumns(
  rows: readonly TimeRow[],
  groups: readonly Group[],
  unit: string,
  timeText: (time: number) => string,
): readonly TableColumn<TimeRow>[] {
  const digits = digitsOf(
    rows.flatMap(({ values }) => values),
    unit,
  );
  const compared = rows.some(({ before }) => before !== undefined);
  const right = { align: 'right' } as const;
  return [
    {
      id: 'time',
      title: 'UTC',
      text: ({ point }) => [timeText(point.time), ...marksOf(point)].join(' '),
    },
    ...groups.map(({ key, name }, place) => ({
      ...right,
      id: `value ${key}`,
      ...(groups.length > 1 ? { title: name } : { title: 'value', ...(unit !== '1' && { note: unit }) }),
      text: ({ values }: TimeRow) => cellText(values[place] ?? null, digits),
      faint: ({ values }: TimeRow) => (values[place] ?? null) === null,
    })),
    ...(compared
      ? [
          {
            ...right,
            id: 'before',
            title: 'before',
            text: ({ before = null }: TimeRow) => cellText(before, digits),
            faint: ({ before = null }: TimeRow) => before === null,
          },
          {
            ...right,
            id: 'difference',
            title: 'Δ',
            text: ({ values, before = null }: TimeRow) => differenceText(values[0] ?? null, before, digits),
          },
        ]
      : []),
  ];
}

const marksOf = ({ partial, corrected }: SeriesPoint): readonly string[] => [
  ...(partial ? ['open'] : []),
  ...(corrected ? ['corrected'] : []),
];
