import { columnType, columnValue } from './column-values.ts';

it.each([
  ['bigint', '9007199254740991', 'integer', 9_007_199_254_740_991],
  ['bigint', '9007199254740993', 'integer', '9007199254740993'],
  ['decimal(9,2)', '12.50', 'number', 12.5],
  ['double', 'NaN', 'number', null],
  ['real', '-Infinity', 'number', null],
  ['boolean', 'false', 'boolean', false],
  ['timestamp(3)', '2026-11-23 14:00:00.123', 'timestamp', '2026-11-23T14:00:00.123Z'],
  ['timestamp', '1969-12-31 23:59:59', 'timestamp', '1969-12-31T23:59:59.000Z'],
  ['timestamp(3) with time zone', '2026-11-23 14:00:00.123 UTC', 'timestamp', '2026-11-23T14:00:00.123Z'],
  ['timestamp(3) with time zone', '2026-11-23 14:00:00.123 +01:00', 'timestamp', '2026-11-23T13:00:00.123Z'],
  ['timestamp', '12026-01-01 00:00:00', 'timestamp', null],
  ['date', '2026-02-01', 'date', '2026-02-01'],
  ['varchar(20)', '', 'string', ''],
  ['row(c1 varchar)', '{c1=a}', 'string', '{c1=a}'],
  ['varchar', undefined, 'string', null],
])('reads the %s %s as %s', (athena, text, type, value) => {
  expect(columnType(athena)).toBe(type);
  expect(columnValue(text, columnType(athena))).toBe(value);
});
