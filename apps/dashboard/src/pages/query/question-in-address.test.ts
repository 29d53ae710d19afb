import {
  fitsAddress,
  keyOf,
  lengthInAddress,
  membersOf,
  MOST_IN_ADDRESS,
  questionIn,
} from './question-in-address.ts';

describe('a question in an address', () => {
  it('is a named query or a statement, with its values', () => {
    const named = { query: 'telemetry.devices', params: { device: 'pump-1', n: 2, all: true } };
    const sql = { sql: 'SELECT $a', params: {} };

    expect(questionIn({ ...membersOf(named), range: '1h' })).toEqual(named);
    expect(questionIn(membersOf(sql))).toEqual(sql);
    expect(membersOf(sql)).toEqual({ query: undefined, sql: 'SELECT $a', params: undefined });
  });

  it.each([
    [{}, undefined],
    [{ query: { a: 1 } }, undefined],
    [
      { query: 'q', params: 'x' },
      { query: 'q', params: {} },
    ],
    [
      { query: 'q', params: { a: [1] } },
      { query: 'q', params: {} },
    ],
    [{ query: 7 }, { query: '7', params: {} }],
    [
      { query: 'q', sql: 'SELECT 1' },
      { sql: 'SELECT 1', params: {} },
    ],
  ])('reads %j as %j', (search, question) => {
    expect(questionIn(search)).toEqual(question);
  });

  it('is bounded by what it takes there, escapes included', () => {
    const sql = (length: number) => ({ sql: 'é'.repeat(length), params: {} });
    const frame = lengthInAddress(sql(0));

    expect(fitsAddress(sql((MOST_IN_ADDRESS - frame) / 6))).toBe(true);
    expect(fitsAddress(sql((MOST_IN_ADDRESS - frame) / 6 + 1))).toBe(false);
  });

  it('is the same whatever the order of its values', () => {
    const key = keyOf({ query: 'q', params: { a: 1, b: '2' } });

    expect(keyOf({ query: 'q', params: { b: '2', a: 1 } })).toBe(key);
    expect(keyOf({ query: 'q', params: { a: 1, b: 2 } })).not.toBe(key);
    expect(keyOf({ sql: 'q', params: { a: 1, b: '2' } })).not.toBe(key);
    expect(keyOf(undefined)).toBe('');
  });
});
