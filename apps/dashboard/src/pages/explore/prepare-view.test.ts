import type { Metric } from '../../api/metrics.ts';
import type { Group } from './prepare-groups.ts';
import { prepareView, type ViewContext } from './prepare-view.ts';

const metric = {
  kpi: 'telemetry.temperature',
  unit: 'K',
  warn: { above: 313 },
  critical: { above: 400 },
} as Metric;

const group = (
  key: string,
  letter: string,
  values: readonly number[],
  before: readonly number[] = [],
): Group => {
  const points = (all: readonly number[]) =>
    all.map((value, time) => ({ time, value, partial: false, corrected: false }));
  return { key, name: key, letter, ink: 's1', points: points(values), before: points(before) };
};

const view = (changes: Partial<ViewContext>) =>
  prepareView({
    metric,
    groups: [],
    hidden: [],
    focus: undefined,
    bands: [],
    window: { from: 0, to: 10 },
    labelled: true,
    ...changes,
  });

describe('what the chart draws of a KPI', () => {
  const [kiln, mill] = [group('kiln', 'A', [310, 312], [309]), group('mill', 'B', [304], [303])];

  it('is every group that is not hidden; the one looked at is thick and has the stretch before', () => {
    const { lines } = view({ groups: [kiln, mill], focus: kiln });

    expect(lines.map(({ name, stroke, strong }) => [name, stroke, strong])).toEqual([
      ['kiln, before', 'dashed', false],
      ['kiln', 'solid', true],
      ['mill', 'solid', false],
    ]);
    expect(
      view({ groups: [kiln, mill], focus: kiln, hidden: ['kiln'] }).lines.map(({ name }) => name),
    ).toEqual(['mill']);
  });

  it('has a limit where values come near it, and none that would press them flat', () => {
    expect(view({ groups: [kiln] }).limits).toEqual([{ value: 313, tone: 'warn', says: 'warn above 313' }]);
    expect(view({ groups: [mill] }).limits).toEqual([]);
  });

  it('shortens long names at the ends of lines', () => {
    expect(view({ groups: [group('machine-temperature', 'A', [1])] }).lines[0]?.label).toBe(
      'A machine-temp…',
    );
  });
});
