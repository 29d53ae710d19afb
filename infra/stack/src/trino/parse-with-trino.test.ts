import { describeOnTrino, SERVER_START_MS } from '../testing/index.ts';
import { parseWithTrino } from './parse-with-trino.ts';

describeOnTrino("Trino's parser", () => {
  it(
    'says what it takes a statement for, or why for none',
    async () => {
      const parsed = await parseWithTrino([
        'SELECT a, "b" FROM t\nWHERE c = ?',
        'CREATE OR REPLACE VIEW v AS SELECT 1 AS one',
        'SELECT STRUCT(1) WITHIN GROUP',
        "SELECT 'ü'",
      ]);
      expect(parsed).toEqual([
        { kind: 'Query' },
        { kind: 'CreateView' },
        { refused: expect.stringMatching(/^line 1:\d+: mismatched input/) },
        { kind: 'Query' },
      ]);
    },
    SERVER_START_MS,
  );
});
