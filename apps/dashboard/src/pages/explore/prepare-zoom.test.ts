import { readZoom, writeZoom } from './prepare-zoom.ts';

const at = (minute: number) => Date.UTC(2026, 10, 23, 14, minute);
const whole = { from: at(0), to: at(30) };

describe('the zoom in an address', () => {
  it.each([
    { from: at(5), to: at(10) },
    { from: at(0), to: at(10) },
  ])('is read as it was written: %j', (window) => {
    expect(readZoom(writeZoom(window, whole), whole)).toEqual(window);
  });

  it('is none where the window is the whole', () => {
    expect(writeZoom(whole, whole)).toBeUndefined();
    expect(readZoom(undefined, whole)).toEqual(whole);
  });

  it('follows the end that it reached to', () => {
    const text = writeZoom({ from: at(20), to: at(30) }, whole);

    expect(readZoom(text, { from: at(10), to: at(40) })).toEqual({ from: at(20), to: at(40) });
  });

  it.each(['nonsense', '..', '2026-11-22T00:00:00Z..2026-11-22T01:00:00Z'])(
    'means the whole as %j',
    (text) => {
      expect(readZoom(text, whole)).toEqual(whole);
    },
  );
});
