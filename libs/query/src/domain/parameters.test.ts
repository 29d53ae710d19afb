import fc from 'fast-check';
import { toRfc3339 } from '@dataforge/kernel';
import type { QueryParameter } from '@dataforge/products';
import { readingsQuery } from '../testing/named-queries.ts';
import { bindParameters } from './parameters.ts';

const RANGE = { from: '2026-11-23T13:00:00Z', to: '2026-11-23T15:00:00+01:00' };

const one = (parameter: Partial<QueryParameter>, given: Readonly<Record<string, unknown>>) =>
  bindParameters(
    readingsQuery({ parameters: [{ name: 'x', type: 'string', required: false, ...parameter }] }),
    given,
  );

describe('the parameters of a query', () => {
  it('are bound by name, times as instants and what is left out as null', () => {
    expect(bindParameters(readingsQuery(), { device: 'a', ...RANGE })).toEqual({
      ok: true,
      value: {
        device: 'a',
        from: { timestamp: Date.UTC(2026, 10, 23, 13) },
        to: { timestamp: Date.UTC(2026, 10, 23, 14) },
        least: null,
      },
    });
  });

  it('have all their faults named at once', () => {
    const result = bindParameters(readingsQuery(), { from: 'x', to: 5, least: '1', devise: 'a' });

    expect(result).toEqual({
      ok: false,
      error: [
        {
          field: 'params.devise',
          detail: 'is not a parameter of telemetry.readings; it takes device, from, to, least',
        },
        { field: 'params.device', detail: 'is missing; it must be a string' },
        { field: 'params.from', detail: expect.stringContaining('RFC 3339') },
        { field: 'params.to', detail: expect.stringContaining('RFC 3339') },
        { field: 'params.least', detail: 'it must be a finite number' },
      ],
    });
  });

  it.each([
    ['string', 5],
    ['string', ['a']],
    ['integer', 1.5],
    ['integer', 2 ** 53],
    ['integer', '1'],
    ['number', '1'],
    ['number', true],
    ['boolean', 'true'],
    ['boolean', 0],
    ['timestamp', '2026-11-23'],
    ['timestamp', '2026-11-23T10:00:00'],
    ['timestamp', 1_800_000_000_000],
    ['timestamp', { timestamp: 1 }],
  ] as const)('of type %s are not %j', (type, value) => {
    expect(one({ type }, { x: value })).toMatchObject({ ok: false, error: [{ field: 'params.x' }] });
  });

  it.each([
    ['string', "'; --"],
    ['string', ''],
    ['integer', -3],
    ['number', 1.5],
    ['boolean', false],
  ] as const)('of type %s may be %j', (type, value) => {
    expect(one({ type }, { x: value })).toEqual({ ok: true, value: { x: value } });
  });

  it('take their defaults where nothing, or null, is given', () => {
    const parameter = { type: 'timestamp', default: '1970-01-01T00:00:01Z' } as const;

    expect(one(parameter, {})).toEqual({ ok: true, value: { x: { timestamp: 1_000 } } });
    expect(one(parameter, { x: null })).toEqual({ ok: true, value: { x: { timestamp: 1_000 } } });
  });

  it.each(['toString', 'constructor', '__proto__'])(
    'are not taken from what every object has: %s',
    (name) => {
      expect(one({ name, required: true }, {})).toMatchObject({ ok: false });
    },
  );

  it.each([
    [RANGE.from, RANGE.from, 'after from'],
    [RANGE.to, RANGE.from, 'after from'],
    ['2025-01-01T00:00:00Z', '2026-11-23T00:00:00Z', 'at most 400 days'],
  ])('span no range from %s to %s', (from, to, remedy) => {
    expect(bindParameters(readingsQuery(), { device: 'a', from, to })).toEqual({
      ok: false,
      error: [{ field: 'params.to', detail: expect.stringContaining(remedy) }],
    });
  });

  it('keep every instant to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
        expect(one({ type: 'timestamp' }, { x: toRfc3339(ms) })).toEqual({
          ok: true,
          value: { x: { timestamp: ms } },
        });
      }),
    );
  });
});

it('keeps numbers within the bounds of their parameter', () => {
  const step = { type: 'integer', between: [1, 50] } as const;

  expect(one(step, { x: 0 })).toMatchObject({
    error: [{ field: 'params.x', detail: 'must be between 1 and 50' }],
  });
  expect(one(step, { x: 51 })).toMatchObject({ ok: false });
  expect(one(step, { x: 50 })).toMatchObject({ ok: true });
});
