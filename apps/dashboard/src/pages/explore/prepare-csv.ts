import { csvText } from '../../widgets/csv.ts';
import type { Group } from './prepare-groups.ts';

/** What is shown as CSV: a row a time, a column a group, the stretch before beside a group that has one. */
export function csvOf(groups: readonly Group[], unit: string): string {
  const named = (name: string) => (unit === '1' ? name : `${name} (${unit})`);
  const compared = groups.map(({ before }) => before.length > 0);
  const head = [
    'time',
    ...groups.flatMap(({ name }, place) => [
      named(name),
      ...(compared[place] ? [named(`${name}, before`)] : []),
    ]),
    'corrected',
    'open',
  ];
  const before = groups.map((group) => new Map(group.before.map(({ time, value }) => [time, value])));
  const rows = (groups[0]?.points ?? []).map(({ time }, row) => {
    const points = groups.map((group) => group.points[row]);
    return [
      new Date(time).toISOString(),
      ...points.flatMap((point, place) => [
        point?.value ?? null,
        ...(compared[place] ? [before[place]?.get(time) ?? null] : []),
      ]),
      points.some((point) => point?.corrected),
      points.some((point) => point?.partial),
    ];
  });
  return csvText([head, ...rows]);
}
