import { CommanderError } from 'commander';
import { compiledProducts } from '@dataforge/products/testing';
import { CliFailure, EXIT } from './exit.ts';
import { printed, readAccount } from './ledger.ts';
import { program } from './program.ts';
import { parametersOf, query } from './query.ts';
import { table } from './table.ts';

describe('the command line', () => {
  const parse = async (args: readonly string[]): Promise<CommanderError> => {
    const root = program(compiledProducts());
    for (const command of [root, ...root.commands])
      command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    const error: unknown = await root
      .parseAsync([...args], { from: 'user' })
      .catch((reason: unknown) => reason);
    if (!(error instanceof CommanderError)) throw new Error(`${args.join(' ')} was taken`);
    return error;
  };

  it.each([
    ['an unknown command', ['serve'], "unknown command 'serve'"],
    ['an unknown option', ['status', '--verbose'], "unknown option '--verbose'"],
    ['a token without a role', ['token'], "'--role <role>' not specified"],
    ['a token with an unknown role', ['token', '--role', 'root'], 'Allowed choices are viewer, analyst'],
    ['nothing to send', ['send'], "missing required argument 'file'"],
    [
      'a limit that is no number',
      ['ledger', '--limit', 'abc'],
      "argument 'abc' is invalid. It is a whole number",
    ],
    ['a limit of nothing', ['query', 'a', '--limit', '0'], 'It is a whole number from 1 on'],
    ['a time that is none', ['ledger', '--by', 'minute', '--from', 'x'], 'It is a time with its offset'],
    ['a token for longer than a month', ['token', '--role', 'viewer', '--ttl', '2592001'], '1 to 2592000'],
    [
      'a query in another format',
      ['query', 'q', '--format', 'xlsx'],
      'Allowed choices are csv, ndjson, parquet',
    ],
    ['a ledger by another unit', ['ledger', '--by', 'hour'], 'Allowed choices are minute'],
  ])('refuses %s', async (_what, args, message) => {
    const error = await parse(args);
    expect(error.exitCode).not.toBe(0);
    expect(error.message).toContain(message);
  });

  it('explains itself, with examples and exit codes', async () => {
    let help = '';
    const root = program(compiledProducts()).configureOutput({ writeOut: (text) => (help += text) });
    await root.parseAsync(['--help'], { from: 'user' }).catch(() => undefined);
    for (const word of ['send', 'ledger', 'doctor', 'Exit codes:', 'Examples:']) expect(help).toContain(word);
  });
});

describe('what commands print', () => {
  it('is aligned, numbers to the right', () => {
    expect(
      table(
        ['name', 'count'],
        [
          ['a', '1'],
          ['long name', '12 345'],
        ],
      ),
    ).toBe('name        count\na               1\nlong name  12 345\n');
  });

  const line = {
    product: 'telemetry',
    stage: 'refine' as const,
    partition: 0,
    accepted: 12_345,
    landed: 0,
    refined: 12_000,
    duplicate: 300,
    quarantined: 45,
    deadLettered: 0,
    filtered: 0,
    discarded: 0,
    expired: 0,
    erased: 0,
    inFlight: 0,
    balanced: true,
  };

  it('shows the ledger as the arithmetic it is, without the terms nobody used', () => {
    const text = printed({ items: [line], lines: 1, unbalanced: 0 }, false).replaceAll('\u00a0', ' ');
    expect(text).toMatch(/accepted +refined +duplicate +quarantined/);
    expect(text).toMatch(/12 345 += +12 000 +300 +45 +✓/);
    expect(text).toContain('All accounted for.');
    expect(text).not.toContain('erased');
  });

  it('says which lines of the ledger do not balance', () => {
    const items = [line, { ...line, refined: 1, balanced: false }];
    const text = printed({ items, lines: 12, unbalanced: 3 }, false);
    expect(text).toContain('✗ does not balance');
    expect(text).toContain('3 of 12 lines do not balance. 2 of 12 lines are shown: raise --limit.');
  });

  it('judges the lines of every page of the ledger, shown or not', async () => {
    const odd = { ...line, balanced: false };
    const pages = [
      { items: [line, line], nextCursor: 'b' },
      { items: [line, odd], nextCursor: 'c' },
      { items: [odd] },
    ];
    const asked: (string | null)[] = [];
    const client = {
      json: async <T>(_method: string, path: string) => {
        asked.push(new URL(path, 'http://localhost').searchParams.get('cursor'));
        return pages[asked.length - 1] as T;
      },
    };
    expect(await readAccount(client, new URLSearchParams(), 3)).toEqual({
      items: [line, line, line],
      lines: 5,
      unbalanced: 2,
    });
    expect(asked).toEqual([null, 'b', 'c']);
  });

  it('takes parameters apart at the first equals sign', () => {
    expect(parametersOf(['device=a=b', 'empty='])).toEqual({ device: 'a=b', empty: '' });
    expect(() => parametersOf(['device'])).toThrow(CliFailure);
  });
});

describe('a query', () => {
  it.each([
    ['neither a name nor SQL', undefined, {}, 'either the name'],
    ['both a name and SQL', 'q', { sql: 'SELECT 1' }, 'either the name'],
    ['Parquet for a terminal', 'q', { format: 'parquet' }, '--output'],
    ['a file of no format', 'q', { output: 'rows' }, '--format'],
    ['a file that is JSON too', 'q', { format: 'csv', json: true }, 'exclude'],
  ] as const)('refuses %s, and asks nobody', async (_what, name, options, message) => {
    const refused: unknown = await query(name, { param: [], url: 'http://127.0.0.1:1', ...options }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(CliFailure);
    expect(refused).toMatchObject({ exitCode: EXIT.usage, message: expect.stringContaining(message) });
  });
});
