import type { NamedQuery } from '@dataforge/api-client';
import { prepareList, type ListSources } from './prepare-list.ts';

const now = Date.parse('2026-11-23T14:32:00Z');

const query = (product: string, name: string, title: string): NamedQuery => ({
  name: `${product}.${name}`,
  product,
  title,
  sql: '',
  parameters: [],
});

const sources: ListSources = {
  queries: [
    query('telemetry', 'device_minutes', 'A device, minute by minute'),
    query('webhooks', 'resources', 'Resources'),
    query('telemetry', 'devices', 'Devices'),
  ],
  tables: [
    {
      name: 'gold.minutes',
      columns: [
        { name: 'device', type: 'string' },
        { name: 'minute', type: 'timestamp' },
      ],
    },
  ],
  saved: [{ name: 'mine', question: { sql: 'SELECT\n  1', params: {} } }],
  runs: [
    { question: { query: 'telemetry.devices', params: { n: 2 } }, at: now - 60_000, elapsedMs: 14, rows: 3 },
    { question: { sql: 'SELECT 2', params: {} }, at: now - 86_400_000, elapsedMs: 9, failed: 'Because.' },
  ],
  mayWriteSql: true,
  now,
};

const shown = (search = '', changes: Partial<ListSources> = {}) =>
  prepareList({ ...sources, ...changes }, search).map(({ title, entries }) => [
    title,
    ...entries.map(({ label, note, locked }) => `${locked ? 'locked ' : ''}${label}|${note}`),
  ]);

describe('the list of what can be asked', () => {
  it('has the queries by product, the tables, what was saved and what was run', () => {
    expect(shown()).toEqual([
      ['telemetry', 'device_minutes|', 'devices|'],
      ['webhooks', 'resources|'],
      ['Gold tables', 'minutes|2'],
      ['Saved', 'mine|SQL'],
      ['History', 'telemetry.devices 2|14:31', 'SELECT 2|× 2026-11-22'],
    ]);
  });

  it('says in full what a run was, and what came of it', () => {
    const history = prepareList(sources, '')
      .at(-1)
      ?.entries.map(({ title }) => title);

    expect(history).toEqual([
      '2026-11-23 14:31 UTC, 14 ms, 3 rows: telemetry.devices 2',
      '2026-11-22 14:32 UTC, 9 ms, Because.: SELECT 2',
    ]);
  });

  it('locks SQL for whoever may not run it', () => {
    expect(shown('', { mayWriteSql: false })).toEqual([
      ['telemetry', 'device_minutes|', 'devices|'],
      ['webhooks', 'resources|'],
      ['Gold tables', 'locked minutes|2'],
      ['Saved', 'locked mine|SQL'],
      ['History', 'telemetry.devices 2|14:31', 'locked SELECT 2|× 2026-11-22'],
    ]);
  });

  it('finds by name, title and statement', () => {
    expect(shown('Minute BY')).toEqual([['telemetry', 'device_minutes|']]);
    expect(shown('select 1')).toEqual([['Saved', 'mine|SQL']]);
    expect(shown('nothing like it')).toEqual([]);
  });

  it('opens a table with a look at some of its rows', () => {
    const [table] = prepareList(sources, 'gold.minutes')[0]?.entries ?? [];

    expect(table?.title).toBe('gold.minutes: device string, minute timestamp');
    expect(table?.question).toEqual({
      sql: 'SELECT device, minute\nFROM gold.minutes\nLIMIT 100',
      params: {},
    });
  });
});
