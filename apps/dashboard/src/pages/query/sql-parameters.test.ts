import { sqlParameters } from './sql-parameters.ts';

describe('the parameters of a statement', () => {
  it.each([
    ['SELECT 1', []],
    ['SELECT $b, $a, $b', ['b', 'a']],
    ["SELECT '$no', 'it''s $no', $yes", ['yes']],
    ['SELECT "$no" -- $no\n, $yes /* $no\n$no */', ['yes']],
    ['SELECT $1, $_x2', ['_x2']],
    ["SELECT 'unfinished $a", ['a']],
  ])('%s', (sql, names) => {
    expect(sqlParameters(sql)).toEqual(names);
  });
});
