import type { QueryParameter } from '@dataforge/api-client';
import { readForm, textBefore, textOfValue, untyped, type FormParameter } from './prepare-form.ts';

const parameter = (changes: Partial<QueryParameter> = {}): QueryParameter => ({
  name: 'p',
  type: 'string',
  required: true,
  ...changes,
});

const read = (type: FormParameter['type'], text: string) => {
  const { params, faults } = readForm([{ ...parameter(), type } as FormParameter], { p: text });
  return faults['p'] === undefined ? params['p'] : new Error(faults['p']);
};

describe("a query's form", () => {
  it.each([
    ['string', ' pump-1 ', 'pump-1'],
    ['integer', '-12', -12],
    ['number', '1.5e3', 1500],
    ['boolean', 'false', false],
    ['timestamp', '2026-11-23 14:00', '2026-11-23T14:00:00.000Z'],
    ['timestamp', '2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['timestamp', '2026-11-23T14:00:01.5+02:00', '2026-11-23T12:00:01.500Z'],
    ['any', '12', 12],
    ['any', 'true', true],
    ['any', '2026-11-23', '2026-11-23'],
  ] as const)('reads a field of type %s from %s', (type, text, value) => {
    expect(read(type, text)).toEqual(value);
  });

  it.each([
    ['integer', '1.5'],
    ['integer', '9007199254740993'],
    ['number', 'Infinity'],
    ['number', '0x10'],
    ['boolean', 'yes'],
    ['timestamp', '23.11.2026'],
    ['timestamp', '2026-13-01 00:00'],
    ['timestamp', '14:00'],
  ] as const)('says what a field of type %s must be instead of %s', (type, text) => {
    expect(String(read(type, text))).toMatch(/^Error: Must be .+\.$/);
  });

  it('names every field that is missing, and leaves out what may be', () => {
    const { params, faults } = readForm(
      [
        parameter({ name: 'a' }),
        parameter({ name: 'b', required: false }),
        parameter({ name: 'c', default: 'x' }),
        untyped('d'),
      ],
      { a: '  ' },
    );

    expect(params).toEqual({});
    expect(Object.keys(faults)).toEqual(['a', 'd']);
  });

  it('wants a number within its bounds', () => {
    const top = parameter({ name: 'top', type: 'integer', between: [1, 10] });

    expect(readForm([top], { top: '10' })).toEqual({ params: { top: 10 }, faults: {} });
    expect(readForm([top], { top: '11' })).toEqual({
      params: {},
      faults: { top: 'Must be between 1 and 10.' },
    });
  });

  it('wants one of the choices, where there are some', () => {
    const provider = parameter({ name: 'provider', choices: ['github', 'other'] });

    expect(readForm([provider], { provider: 'other' })).toEqual({
      params: { provider: 'other' },
      faults: {},
    });
    expect(readForm([provider], { provider: 'Other' }).faults).toEqual({
      provider: 'Must be one of github, other.',
    });
  });

  it('wants times in their order', () => {
    const times = [
      parameter({ name: 'from', type: 'timestamp' }),
      parameter({ name: 'to', type: 'timestamp' }),
    ];

    const { faults } = readForm(times, { from: '2026-11-23 14:00', to: '2026-11-23 14:00' });

    expect(faults).toEqual({ to: 'Must be after from.' });
  });

  it('begins with the defaults, and the stretch of time of the page', () => {
    const range = { from: Date.parse('2026-11-23T13:32:00Z'), to: Date.parse('2026-11-23T14:32:05Z') };

    expect([
      textBefore(parameter({ name: 'from', type: 'timestamp' }), range),
      textBefore(parameter({ name: 'to', type: 'timestamp' }), range),
      textBefore(parameter({ type: 'integer', default: 5 }), range),
      textBefore(parameter({ name: 'from' }), range),
      textBefore(untyped('from'), range),
    ]).toEqual(['2026-11-23 13:32', '2026-11-23 14:32:05', '5', '', '']);
  });

  it('shows a value as one would write it', () => {
    expect(textOfValue(parameter({ type: 'timestamp' }), '2026-11-23T14:00:00.000Z')).toBe(
      '2026-11-23 14:00',
    );
    expect(textOfValue(parameter({ type: 'integer' }), 5)).toBe('5');
    expect(textOfValue(undefined, true)).toBe('true');
  });
});
