import { columnsInSight } from './editor-language.ts';

const tables = [
  {
    name: 'gold.minutes',
    columns: [
      { name: 'device', type: 'string' as const },
      { name: 'minute', type: 'timestamp' as const },
    ],
  },
  {
    name: 'gold.hours',
    columns: [
      { name: 'device', type: 'string' as const },
      { name: 'minute', type: 'integer' as const },
    ],
  },
  { name: 'gold.minutes_of_day', columns: [{ name: 'x', type: 'json' as const }] },
];

const columns = (statement: string) =>
  columnsInSight(statement, tables).map(({ label, detail }) => `${label}: ${detail ?? ''}`);

describe('the columns that are offered', () => {
  it('are those of the tables that the statement names, with their types', () => {
    expect(columns('SELECT  FROM Gold.Minutes WHERE')).toEqual([
      'device: string, minutes',
      'minute: timestamp, minutes',
    ]);
    expect(columns('SELECT 1')).toEqual([]);
  });

  it('are one where several tables have it with one type', () => {
    expect(columns('FROM gold.minutes JOIN gold.hours')).toEqual([
      'device: string, minutes, hours',
      'minute: timestamp, minutes',
      'minute: integer, hours',
    ]);
  });
});
