import type { ReactNode } from 'react';
import { useSeriesBy } from '../../api/series-by.ts';
import { ChoiceMenu, type Choice } from '../../shell/choice-menu.tsx';
import { spanText } from '../../time/time-range.ts';
import { useRange } from '../../time/use-range.ts';
import { MarkLegend } from '../../widgets/mark-lane/mark-lane.tsx';
import { KpiPicker } from './kpi-picker.tsx';
import { useExploreSearch, type Explored } from './use-explore.ts';

/** The longest step that a query by a dimension takes. */
const ONE_ROW_EACH = 100_000;
const MOST_VALUES = 50;

/** What is shown, and how. All of it is in the address. */
export function Controls({ explored }: { readonly explored: Explored }) {
  const { change } = useExploreSearch();
  const { text, vs, setVs } = useRange();
  const { metrics, metric, steps, step, dimension } = explored;
  if (!metric) return null;
  const others = metric.dimensions.filter((name) => name !== dimension);
  return (
    <div className="flex flex-wrap items-center gap-2" role="group" aria-label="What is shown">
      <KpiPicker
        metrics={metrics.data ?? []}
        chosen={metric}
        onChoose={(kpi) =>
          change({ kpi, by: undefined, where: undefined, focus: undefined, hide: undefined })
        }
      />
      <Control
        name="Compare"
        value={vs}
        shown={vs === 'previous' ? 'stretch before' : 'nothing'}
        choices={[
          {
            value: 'previous',
            label: text.includes('..') ? 'the stretch before' : `the ${spanText(text)} before`,
          },
          { value: 'none', label: 'nothing' },
        ]}
        onChoose={setVs}
      />
      {metric.dimensions.length > 0 && (
        <Control
          name="Group by"
          value={dimension ?? ''}
          shown={dimension ?? 'nothing'}
          choices={[
            { value: '', label: 'nothing' },
            ...metric.dimensions.map((name) => ({ value: name, label: name })),
          ]}
          onChoose={(by) =>
            change({ by: by === '' ? undefined : by, where: undefined, focus: undefined, hide: undefined })
          }
        />
      )}
      <Control
        name="Step"
        value={step.text}
        shown={spanText(step.text)}
        choices={steps.map(({ text: value }) => ({ value, label: spanText(value) }))}
        onChoose={(next) => change({ step: next })}
      />
      {dimension !== undefined && others.map((name) => <Where key={name} name={name} explored={explored} />)}
      <span className="ml-auto">
        <MarkLegend />
      </span>
    </div>
  );
}

/** One value of another dimension, or all of them. */
function Where({ name, explored }: { readonly name: string; readonly explored: Explored }) {
  const { search, change } = useExploreSearch();
  const { by } = explored;
  const values = useSeriesBy(
    by && { ...by, dimension: name, where: {}, step: ONE_ROW_EACH, top: MOST_VALUES },
  );
  const chosen = search.where?.[name] ?? '';
  const names = new Set((values.data ?? []).flatMap(({ series }) => series ?? []));
  if (chosen !== '') names.add(chosen);
  return (
    <Control
      name={`Where ${name} is`}
      value={chosen}
      shown={chosen === '' ? 'any' : chosen}
      choices={[{ value: '', label: 'any' }, ...[...names].sort().map((value) => ({ value, label: value }))]}
      onChoose={(value) => {
        const { [name]: _dropped, ...rest } = search.where ?? {};
        const where = value === '' ? rest : { ...rest, [name]: value };
        change({
          where: Object.keys(where).length === 0 ? undefined : where,
          focus: undefined,
          hide: undefined,
        });
      }}
    />
  );
}

function Control({
  name,
  value,
  shown,
  choices,
  onChoose,
}: {
  readonly name: string;
  readonly value: string;
  readonly shown: ReactNode;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
}) {
  return (
    <div className="rounded-md border border-line bg-surface">
      <ChoiceMenu label={`${name} ${String(shown)}`} value={value} choices={choices} onChoose={onChoose}>
        <span className="text-ink-3">{name}</span> {shown}
      </ChoiceMenu>
    </div>
  );
}
