import { curlCommand } from './curl.ts';

describe('a request as a command', () => {
  it('gives a shell nothing to read but quoted texts and the token', () => {
    const body = { sql: `SELECT 'it''s', "$a", \`b\` -- $(echo no)\n`, params: { p: "'" } };

    const command = curlCommand('http://127.0.0.1:4000/query', body);

    const [, said = ''] =
      /^curl -H "authorization: Bearer \$TOKEN" -H 'content-type: application\/json' 'http:\/\/127\.0\.0\.1:4000\/query' -d '((?:[^']|'\\'')*)'$/.exec(
        command,
      ) ?? [];
    expect(JSON.parse(said.replaceAll("'\\''", "'"))).toEqual(body);
  });

  it('is a plain GET without a body', () => {
    expect(curlCommand('http://h/metrics?kpi=a&b')).toBe(
      `curl -H "authorization: Bearer $TOKEN" 'http://h/metrics?kpi=a&b'`,
    );
  });
});
