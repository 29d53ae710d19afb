import fc from 'fast-check';
import { elementsOf, NotAnArray } from './json-elements.ts';

const texts = (json: string) =>
  [...elementsOf(Buffer.from(json))].map((part) => Buffer.from(part).toString());

describe('the elements of a JSON array', () => {
  it('are those that parsing the whole gives, however it is spaced', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (values, space) => {
        const json = JSON.stringify(values, null, space);
        expect(texts(json).map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('are only what is an array, whatever the text', () => {
    const piece = fc.constantFrom('[', ']', '{', '}', ',', ':', '"', '\\', '1', ' ', '\n', '"a"', 'null');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const json = pieces.join('');
        expect(readByElements(json)).toEqual(readWhole(json));
      }),
      { numRuns: 2_000 },
    );
  });
});

function readWhole(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readByElements(json: string): unknown {
  try {
    return texts(json).map((text) => JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof NotAnArray || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
