import fc from 'fast-check';
import { decodePageCursor, encodePageCursor } from './page-cursor.ts';

const params = { device: 'a', from: { timestamp: 1 } };

describe('a page cursor', () => {
  it('gives back the row where the page begins', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (query, offset) => {
        expect(decodePageCursor(query, params, encodePageCursor(query, params, offset))).toBe(offset);
      }),
    );
  });

  it('belongs to one query with one set of parameters', () => {
    const cursor = encodePageCursor('q', params, 10);

    expect(decodePageCursor('other', params, cursor)).toBeUndefined();
    expect(decodePageCursor('q', { ...params, device: 'b' }, cursor)).toBeUndefined();
    expect(decodePageCursor('q', { from: { timestamp: 1 }, device: 'a' }, cursor)).toBe(10);
  });

  it('is refused, never thrown over, when it is anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => btoa(encodeURI(text))),
        ),
        (cursor) => {
          expect(decodePageCursor('q', params, cursor)).toBeUndefined();
        },
      ),
    );
  });

  it.each([-1, 0, 1.5, '7', null])('does not begin at %j', (offset) => {
    const [, mark] = JSON.parse(Buffer.from(encodePageCursor('q', params, 1), 'base64url').toString()) as [
      number,
      string,
    ];
    const forged = Buffer.from(JSON.stringify([offset, mark])).toString('base64url');

    expect(decodePageCursor('q', params, forged)).toBeUndefined();
  });
});
