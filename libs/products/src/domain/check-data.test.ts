import fc from 'fast-check';
import { compiledProduct } from '../testing/index.ts';
import { compileContract } from './check-data.ts';
import type { Field } from './product.ts';

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  name,
  column: name,
  type,
  required: true,
  classification: 'public',
  ...more,
});
const rulesOf = (fields: readonly Field[], data: unknown) =>
  compileContract({ fields })(data).violations.map((v) => `${v.field} ${v.rule}`);

describe('checking data against its contract', () => {
  const telemetry = compileContract(compiledProduct('telemetry').event);
  const reading = { deviceId: 'd1', metric: 'temperature', value: 20.5, unit: 'Cel' };

  it('takes a reading as it should be', () => {
    expect(telemetry(reading)).toEqual({ data: reading, violations: [] });
  });

  it.each<[string, unknown, string]>([
    ['no device', { ...reading, deviceId: undefined }, 'deviceId required'],
    ['a null metric', { ...reading, metric: null }, 'metric required'],
    ['a text for a value', { ...reading, value: '20' }, 'value type'],
    [
      'a number JSON cannot hold',
      JSON.parse('{"deviceId":"d","metric":"m","unit":"K","value":1e999}'),
      'value type',
    ],
    ['a unit nobody knows', { ...reading, unit: 'furlong' }, 'unit enum'],
    ['a quality nobody knows', { ...reading, quality: 'splendid' }, 'quality enum'],
    ['an empty device', { ...reading, deviceId: '' }, 'deviceId minLength'],
    [
      'half a surrogate pair',
      JSON.parse(`{"deviceId":"a\\ud800","metric":"m","unit":"K","value":1}`),
      'deviceId format',
    ],
    ['an array', [reading], 'data type'],
    ['nothing', undefined, 'data type'],
  ])('finds %s', (_name, data, violation) => {
    expect(telemetry(data).violations.map((v) => `${v.field} ${v.rule}`)).toEqual([violation]);
  });

  it('names every violation of a reading', () => {
    expect(telemetry({ unit: 'x', value: true }).violations).toHaveLength(4);
  });

  it('keeps what the contract does not know apart', () => {
    expect(telemetry({ ...reading, firmware: '1.2', quality: null })).toEqual({
      data: reading,
      rest: { firmware: '1.2' },
      violations: [],
    });
  });

  it('is not fooled by names every object inherits', () => {
    expect(rulesOf([field('constructor', 'string')], {})).toEqual(['constructor required']);
    expect(compileContract({ fields: [] })(JSON.parse('{"__proto__":{"a":1}}')).rest).toEqual(
      JSON.parse('{"__proto__":{"a":1}}'),
    );
  });

  it.each<[Field, unknown, boolean]>([
    [field('f', 'integer'), 3, true],
    [field('f', 'integer'), 3.5, false],
    [field('f', 'integer'), 2 ** 53, false],
    [field('f', 'boolean'), false, true],
    [field('f', 'timestamp'), '2026-11-23T12:00:00+01:00', true],
    [field('f', 'timestamp'), '2026-11-23', false],
    [field('f', 'date'), '2026-02-28', true],
    [field('f', 'date'), '2026-02-30', false],
    [field('f', 'object'), {}, true],
    [field('f', 'object'), [], false],
    [field('f', 'array'), [], true],
    [field('f', 'number', { minimum: 0, maximum: 1 }), 1, true],
    [field('f', 'number', { minimum: 0, maximum: 1 }), 1.01, false],
    [field('f', 'number', { minimum: 0 }), -0.01, false],
    [field('f', 'string', { maxLength: 2 }), 'abc', false],
    [field('f', 'string', { maxLength: 2 }), '😀😀', true],
    [field('f', 'string', { minLength: 2 }), '😀', false],
    [field('f', 'string', { pattern: '^[a-z]+$' }), 'ab1', false],
    [field('f', 'string'), '\udc00', false],
    [field('f', 'string', { values: ['a'] }), '\udc00', false],
    [field('f', 'string'), 'a\u0000b', true],
    [field('f', 'object'), { text: '\udc00' }, true],
  ])('%j with %j holds: %s', (declared, value, holds) => {
    expect(rulesOf([declared], { f: value })).toHaveLength(holds ? 0 : 1);
  });

  it('tells a text that is no time from what is no text', () => {
    expect(rulesOf([field('f', 'timestamp')], { f: 'yesterday' })).toEqual(['f format']);
    expect(rulesOf([field('f', 'date')], { f: '23.11.2026' })).toEqual(['f format']);
    expect(rulesOf([field('f', 'timestamp')], { f: 1_700_000_000 })).toEqual(['f type']);
  });

  it('splits any object into what the contract knows and the rest, losing nothing', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('deviceId', 'unit', 'a', '__proto__'), fc.string()),
        (data) => {
          const { data: known, rest } = telemetry(data);
          expect(new Map([...Object.entries(known), ...Object.entries(rest ?? {})])).toEqual(
            new Map(Object.entries(data)),
          );
        },
      ),
    );
  });
});
