import { formatCell, formatTrace, ledgerSearch, parseCell, parseTrace } from './ledger-search.ts';

const from = Date.parse('2026-11-23T14:17:00Z');

describe('the address of the Ledger page', () => {
  it.each([
    [{ product: 'telemetry', stage: 'refine', partition: 1, from, to: from + 60_000 }],
    [{ product: 'webhooks', stage: 'land', from, to: from + 12 * 60_000 }],
  ] as const)('names the cell %j so that it is read again', (cell) => {
    expect(parseCell(formatCell(cell))).toEqual(cell);
  });

  it('names a record so that it is read again', () => {
    const record = { product: 'telemetry', partition: 1, position: 88_214 };

    expect(formatTrace(record)).toBe('telemetry/1/88214');
    expect(parseTrace('telemetry/1/88214')).toEqual(record);
  });

  it.each([
    'telemetry/refine/1/2026-11-23T14:17:00Z/0',
    'telemetry/serve/1/2026-11-23T14:17:00Z/1',
    'telemetry/refine/x/2026-11-23T14:17:00Z/1',
    'telemetry/refine/1/yesterday/1',
    'telemetry/refine/1',
    '',
  ])('does not read %j as a cell', (cell) => {
    expect(ledgerSearch({ cell })).toEqual({});
  });

  it('leaves out what makes no sense and keeps the rest', () => {
    const cell = 'telemetry/refine/1/2026-11-23T14:17:00Z/1';

    expect(ledgerSearch({ cell, fate: 7, trace: 'telemetry/-1/2', range: '1h' })).toEqual({ cell });
    expect(ledgerSearch({ cell, fate: 'in-flight' })).toEqual({ cell, fate: 'in-flight' });
  });
});
