import fc from 'fast-check';
import { canonicalJson, type Json } from './json.ts';

describe('canonical JSON', () => {
  it('sorts members by code units at every depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null, '\u20ac': 0, '1': 'x' })).toBe(
      '{"1":"x","a":null,"b":[{"c":2,"d":1}],"\u20ac":0}',
    );
  });

  it('writes numbers as the specification lists them', () => {
    expect(canonicalJson([333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
    );
  });

  it('is the same for every order of members, and means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value as Json))).toBe(text);
      }),
    );
  });
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member as Json)]),
  );
}
