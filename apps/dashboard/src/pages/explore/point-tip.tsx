import { formatQuantity } from '../../numbers/format-number.ts';
import { timeWithin } from '../../time/time-ticks.ts';
import { GroupKey } from './group-key.tsx';
import type { Group } from './prepare-groups.ts';
import { quantityText } from './prepare-sentence.ts';

export interface Pointed {
  readonly time: number;
  readonly stepMs: number;
  readonly unit: string;
  readonly groups: readonly Group[];
  readonly focus: Group | undefined;
  readonly expected: { readonly low: number; readonly high: number } | undefined;
  readonly marks: readonly string[];
}

/** What there is at a time: every group's value, and of the one looked at what was expected and what was before. */
export function PointTip({ time, stepMs, unit, groups, focus, expected, marks }: Pointed) {
  const day = (at: number) => timeWithin(at, groups[0]?.points[0]?.time ?? at, time + stepMs);
  return (
    <div className="w-56">
      <p>
        <b className="text-sm font-bold">{day(time)}</b>{' '}
        <span className="text-ink-3">to {day(time + stepMs)} UTC</span>
      </p>
      <dl className="mt-1 flex flex-col gap-0.5">
        {groups.map((group) => {
          const point = group.points.find((one) => one.time === time);
          const before = group === focus ? group.before.find((one) => one.time === time) : undefined;
          return (
            <div key={group.key} className="contents">
              <div className={`flex items-center gap-1.5 ${group === focus ? 'font-bold' : ''}`}>
                <GroupKey group={group} />
                <dt className="min-w-0 truncate">{group.name}</dt>
                <dd className="ml-auto whitespace-nowrap">
                  {point?.value === null || !point ? (
                    <span className="text-ink-3">no data</span>
                  ) : (
                    quantityText(point.value, unit)
                  )}
                  {point?.partial && <span className="font-normal text-ink-3"> open</span>}
                </dd>
              </div>
              {group === focus && expected && (
                <Aside
                  term="expected"
                  text={`${formatQuantity(expected.low, unit).text} – ${quantityText(expected.high, unit)}`}
                />
              )}
              {before && before.value !== null && (
                <Aside term="before" text={quantityText(before.value, unit)} />
              )}
            </div>
          );
        })}
      </dl>
      {marks.map((says) => (
        <p key={says} className="mt-1 border-t border-line pt-1 text-ink-2">
          {says}
        </p>
      ))}
    </div>
  );
}

function Aside({ term, text }: { readonly term: string; readonly text: string }) {
  return (
    <div className="flex gap-1.5 pl-[22px] text-ink-2">
      <dt>{term}</dt>
      <dd className="ml-auto whitespace-nowrap">{text}</dd>
    </div>
  );
}

/** The same in a sentence. */
export const pointedText = ({ time, unit, groups, marks, stepMs }: Pointed): string =>
  [
    `${timeWithin(time, groups[0]?.points[0]?.time ?? time, time + stepMs)} UTC`,
    ...groups.map(({ name, points }) => {
      const value = points.find((one) => one.time === time)?.value ?? null;
      return `${name} ${value === null ? 'no data' : quantityText(value, unit)}`;
    }),
    ...marks,
  ].join(', ');
