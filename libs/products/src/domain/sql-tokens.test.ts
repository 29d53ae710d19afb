import fc from 'fast-check';
import { spelling, spellingOf, sqlTokens, strangersIn, withoutComments } from './sql-tokens.ts';

const tokensOf = (sql: string) => {
  const tokens = sqlTokens(sql);
  if ('unreadable' in tokens) throw new Error(tokens.unreadable);
  return tokens;
};

describe('SQL tokens', () => {
  it('have one spelling, whatever their white space, case and comments', () => {
    const one = `DATE_TRUNC ( 'minute',event_time )--x\n+ a . b * Struct(1,2)`;
    expect(spelling(tokensOf(one))).toBe("date_trunc('minute', event_time) + a.b * struct(1, 2)");
  });

  it('keep the case and the white space of quoted text', () => {
    expect(spelling(tokensOf(`'A ( b ''C'  "D e"`))).toBe(`'A ( b ''C' "D e"`);
  });

  it('give a statement one spelling, and leave one that cannot be read as it is', () => {
    expect(spellingOf('select A\n  as a -- why\nfrom T')).toBe(spellingOf('SELECT a AS a FROM t'));
    expect(spellingOf("SELECT 'A'")).not.toBe(spellingOf("SELECT 'a'"));
    expect(spellingOf('SELECT (A')).toBe('SELECT (A');
  });

  it.each(["'open", 'a)', '(a', 'a ~ b'])('refuse %s', (sql) => {
    expect(sqlTokens(sql)).toHaveProperty('unreadable');
  });

  it('are the same with and without comments', () => {
    const part = fc.constantFrom(
      'a',
      '+',
      '(b)',
      "'--'",
      "'/* '''",
      '"x--"',
      '--c\n',
      '/* d */',
      ' ',
      '1.5e3',
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const sql = parts.join(' ');
        expect(tokensOf(withoutComments(sql))).toEqual(tokensOf(sql));
      }),
    );
  });

  it('tell columns from functions and from words of the language', () => {
    const tokens = tokensOf(`CASE WHEN lower(a) = 'b' THEN CAST(c AS BIGINT) ELSE "d" END`);
    expect(strangersIn(tokens, ['a'])).toEqual(['c', 'd']);
  });
});
