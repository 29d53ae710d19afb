import { CommanderError } from 'commander';
import { compiledProducts } from '@dataforge/products/testing';
import { printed as printedAlerts } from './alerts.ts';
import { CliFailure, EXIT } from './exit.ts';
import { printed, readAccount } from './ledger.ts';
import { program } from './program.ts';
import { parametersOf, query } from './query.ts';
import { table } from './table.ts';
import { trace, tracePrinted } from './trace.ts';

describe('the command line', () => {
  const parse = async (args: readonly string[]): Promise<CommanderError> => {
    const root = program(compiledProducts());
    for (const command of [root, ...root.commands.flatMap((own) => [own, ...own.commands])])
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
    ['a sign-in without a role', ['signin'], "'--role <role>' not specified"],
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
    ['alerts in a state that there is not', ['alerts', '--state', 'closed'], 'Allowed choices are open'],
    ['to acknowledge nothing', ['alerts', 'ack'], "missing required argument 'id'"],
    ['a trace of no product', ['trace', '--id', 'x'], "'--product <name>' not specified"],
    ['a position that is none', ['trace', '--product', 'a', '--position', '-1'], 'whole number from 0 on'],
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
  it('is an alert a line, with its value and its threshold', () => {
    const alert = {
      ...{
        id: 'telemetry.freshness-1',
        severity: 'warning',
        state: 'open',
        title: 'Late',
        cause: 'A record waits.',
      },
      ...{ value: 90.123456789, threshold: 60, unit: 's', since: '2026-11-23T14:00:00.000Z' },
      ...{ occurrences: 2, runbook: '/docs/runbooks/freshness' },
    };
    expect(
      printedAlerts({ items: [alert], nextCursor: 'more' })
        .split('\n')
        .slice(1),
    ).toEqual([
      'warning   open   2026-11-23 14:00:00  90.1235 (60) s     2×  Late  telemetry.freshness-1',
      'There are more: raise --limit.',
      '',
    ]);
    expect(printedAlerts({ items: [] })).toBe('No alerts.\n');
  });

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

  it('is the way of an event, a stage a line and what is known of it below', () => {
    const at = '2026-11-23T14:17:00.409Z';
    const stages = [
      { stage: 'accepted', state: 'reached', at, details: [{ name: 'position', value: 'p1, 88215' }] },
      { stage: 'refined', state: 'left', at, details: [{ name: 'fate', value: 'quarantined' }] },
      { stage: 'served', state: 'not-reached', details: [] },
    ];
    const event = { partition: 1, position: 88_215, source: '/gateways/hall-2', id: 'press-07.1' };
    expect(tracePrinted({ ...event, stages, payload: { bytes: 2, text: '{}' } }).split('\n')).toEqual([
      'partition 1, position 88215: /gateways/hall-2 press-07.1',
      `  ✓ accepted   ${at}`,
      '      position  p1, 88215',
      `  ✗ refined    ${at} left`,
      '      fate  quarantined',
      '  · served                              not reached',
      '  payload, 2 bytes',
      '{}',
      '',
    ]);
  });

  it.each([{ partition: 1 }, { source: 's' }, { partition: 1, position: 2, source: 's', id: 'i' }])(
    'is what is missing or too much, for a trace of %j',
    async (named) => {
      await expect(trace({ product: 'telemetry', ...named })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('--partition and --position'),
      });
    },
  );

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
