import { asCurl, asJson, asText } from './copies.ts';

const answer = {
  columns: [
    { name: 'a', type: 'string' },
    { name: 'a', type: 'json' },
  ] as const,
  rows: [
    ['x\ty\nz', { b: 1 }],
    [null, false],
  ],
};

describe('copies of an answer', () => {
  it('as text have a line a row, whatever is in the values', () => {
    expect(asText(answer)).toBe('a\ta\nx y z\t{"b":1}\n\tfalse');
  });

  it('as JSON lose nothing, of two columns with one name neither', () => {
    expect(JSON.parse(asJson(answer))).toEqual(answer);
  });

  it('as a command give a shell nothing to read but one quoted text', () => {
    const question = { sql: `SELECT 'it''s', "$a", \`b\` -- $(echo no)\n`, params: { p: "'" } };

    const lines = asCurl(question, 'http://127.0.0.1:4000').split(' \\\n  ');

    expect(lines.slice(0, 3)).toEqual([
      'curl -sS http://127.0.0.1:4000/query',
      '-H "authorization: Bearer $DATAFORGE_TOKEN"',
      "-H 'content-type: application/json'",
    ]);
    const [, body = ''] = /^--data-binary '((?:[^']|'\\'')*)'$/.exec(lines[3] ?? '') ?? [];
    expect(JSON.parse(body.replaceAll("'\\''", "'"))).toEqual(question);
  });
});
