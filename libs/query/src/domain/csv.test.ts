import { csvRecord } from './csv.ts';

describe('a CSV record', () => {
  it.each([
    [['a', 1, true, null], 'a,1,true,\r\n'],
    [['a,b', 'say "x"', 'two\nlines', 'cr\rhere'], '"a,b","say ""x""","two\nlines","cr\rhere"\r\n'],
    [[[1, 2], { a: 'x' }], '"[1,2]","{""a"":""x""}"\r\n'],
    [[-1.5, ''], '-1.5,\r\n'],
  ])('writes %j by RFC 4180', (values, text) => {
    expect(csvRecord(values)).toBe(text);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\n=x', '＝1'])(
    'lets no spreadsheet take %j for a formula',
    (text) => {
      expect(csvRecord([text])).toMatch(/^"?'/);
    },
  );
});
