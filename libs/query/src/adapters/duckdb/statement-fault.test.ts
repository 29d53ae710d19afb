import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { messageOf } from '@dataforge/kernel';
import { LEAD } from './page-statement.ts';
import { statementFault } from './statement-fault.ts';

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abz ä€.漢😀é', 'e\u0301', '👨‍👩‍👧', '🇩🇪', '\t'), maxLength: 90 }),
  fc.constantFrom('x'.repeat(150), '...', '...'.repeat(40)),
);
const before = fc.array(
  fc.oneof(
    text.map((value) => `'${value}', `),
    fc.constantFrom('\n', '\r\n', '\r', '  ', '1, ', '-- note\n'),
  ),
  { maxLength: 8 },
);

describe('the fault that the engine finds', () => {
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
  });
  afterAll(() => {
    connection.disconnectSync();
    instance.closeSync();
  });

  const messageTo = (sql: string): Promise<string> =>
    connection.prepare(`${LEAD}${sql}`).then(() => 'It runs.', messageOf);

  it('is told at its line, and at its column or none, whatever stands before it', async () => {
    await fc.assert(
      fc.asyncProperty(before, text, async (parts, after) => {
        const head = `SELECT ${parts.join('')}`;
        const sql = `${head}cuont, '${after}' FROM (SELECT 1 AS count) AS t`;

        const fault = statementFault(sql, await messageTo(sql));

        const lines = head.split(/\r\n?|\n/);
        const column = [...(lines.at(-1) as string)].length + 1;
        expect(fault?.line).toBe(lines.length);
        const isPlain = /^[\t\x20-\x7e]{0,80}$/.test(lines.at(-1) as string);
        expect(isPlain ? [column] : [column, undefined]).toContain(fault?.column);
      }),
      { numRuns: 500 },
    );
  });

  it('says no more functions than one reads', async () => {
    const sql = "SELECT 'a'::VARCHAR + 1";

    const fault = statementFault(sql, await messageTo(sql));

    expect(fault?.detail.split('\n')).toHaveLength(9);
    expect(fault?.detail).toMatch(/^No function matches [^]*\n…$/);
  });

  it('is none where something else went wrong', () => {
    expect(statementFault('SELECT 1', 'Out of Range Error: Overflow in addition')).toBeUndefined();
  });
});
