import { useMemo, useState } from 'react';
import type { AnswerRows } from '../../api/query.ts';
import { digitsFor, formatNumber } from '../../numbers/format-number.ts';
import { clockOf, dayOf } from '../../time/format-time.ts';
import { Chart } from '../../widgets/chart/chart.tsx';
import { plotRoom, type ChartView } from '../../widgets/chart/chart-view.ts';
import { useWide } from '../../widgets/chart/use-wide.ts';
import { TimeAxis } from '../../widgets/time-axis.tsx';
import { ChartPick } from './chart-pick.tsx';
import {
  chartChoices,
  chartColumns,
  prepareChart,
  type AnswerChart as Prepared,
  type ChartColumns,
} from './prepare-chart.ts';
import { useQueryView } from './query-view.ts';

type Rows = AnswerRows;

/** A number of the answer over its time; the table holds the same, row by row. */
export function AnswerChart({ answer }: { readonly answer: Rows }) {
  const { x, y, by, show } = useQueryView();
  const chosen = useMemo(() => chartColumns(answer, { x, y, by }), [answer, x, y, by]);
  const chart = useMemo(() => chosen && prepareChart(answer, chosen), [answer, chosen]);
  if (!chosen)
    return (
      <p className="border-t border-line px-4 py-6 text-ink-2">
        A chart needs a column of times and a column of numbers. Select both, or stay with the table.
      </p>
    );
  const choices = chartChoices(answer.columns);
  return (
    <div className="border-t border-line px-4 py-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <ChartPick name="along" value={chosen.x} choices={choices.x} onPick={(name) => show({ x: name })} />
        <ChartPick name="up" value={chosen.y} choices={choices.y} onPick={(name) => show({ y: name })} />
        <ChartPick
          name="a line for each"
          value={chosen.by ?? 'none'}
          choices={choices.by}
          onPick={(name) => show({ by: name })}
        />
        {chart && chart.left > 0 && (
          <span className="text-ink-3">
            the five with the most rows; {formatNumber(chart.left)} more are left out
          </span>
        )}
      </div>
      {chart ? <Plot chart={chart} chosen={chosen} /> : <p className="py-6 text-ink-2">No row has both.</p>}
    </div>
  );
}

function Plot({ chart, chosen }: { readonly chart: Prepared; readonly chosen: ChartColumns }) {
  const [at, setAt] = useState<number>();
  const { from, to, lines } = chart;
  const view: ChartView = { from, to, unit: '', lines, labelled: useWide() };
  const times = useMemo(
    () => [...new Set(lines.flatMap(({ points }) => points.map(({ time }) => time)))].sort((a, b) => a - b),
    [lines],
  );
  const valuesAt = (time: number) =>
    lines.flatMap(({ label = '', points }) => {
      const value = points.find((point) => point.time === time)?.value;
      return value === undefined ? [] : [`${label}: ${value === null ? 'nothing' : numberText(value)}`];
    });
  const timeOf = (time: number) => `${dayOf(time)} ${clockOf(time)} UTC`;
  const room = plotRoom(view);
  return (
    <>
      <div className="h-80">
        <Chart
          view={view}
          sentence={sentenceOf(chart, chosen)}
          cursor={{
            times,
            at,
            onMove: setAt,
            says: (time) => [timeOf(time), ...valuesAt(time)].join(', '),
            tip: (time) => (
              <>
                <p className="font-medium">{timeOf(time)}</p>
                {valuesAt(time).map((line) => (
                  <p key={line}>{line}</p>
                ))}
              </>
            ),
          }}
        />
      </div>
      <div style={{ paddingLeft: room.left, paddingRight: room.right }}>
        <TimeAxis from={from} to={to} />
      </div>
    </>
  );
}

const numberText = (value: number): string => formatNumber(value, digitsFor(value));

const sentenceOf = ({ lines, from, to, low, high }: Prepared, { y, by }: ChartColumns): string =>
  `${y}${by === undefined ? '' : ` by ${by}, ${lines.length} lines`}, ${dayOf(from)} ${clockOf(from)} to ${dayOf(to)} ${clockOf(to)} UTC, from ${numberText(low)} to ${numberText(high)}.`;
