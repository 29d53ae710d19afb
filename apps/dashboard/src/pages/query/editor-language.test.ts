import { columnsInSight } from './editor-language.ts';

const tables = [
  { name: 'gold.minutes', kept: '', columns: ['device', 'minute'] },
  { name: 'gold.hours', kept: '', columns: ['device', 'hour'] },
  { name: 'gold.minutes_of_day', kept: '', columns: ['x'] },
];

const columns = (statement: string) =>
  columnsInSight(statement, tables).map(({ label, detail }) => `${label} of ${detail ?? ''}`);

describe('the columns that are offered', () => {
  it('are those of the tables that the statement names', () => {
    expect(columns('SELECT  FROM Gold.Minutes WHERE')).toEqual(['device of minutes', 'minute of minutes']);
    expect(columns('SELECT 1')).toEqual([]);
  });

  it('are one where several tables have it', () => {
    expect(columns('FROM gold.minutes JOIN gold.hours')).toEqual([
      'device of minutes, hours',
      'minute of minutes',
      'hour of hours',
    ]);
  });
});
