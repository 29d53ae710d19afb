import { nearestTime } from './nearest-time.ts';

describe('the time that is pointed at', () => {
  const range = { from: 0, to: 100 };

  it.each([
    [0, 10],
    [0.34, 30],
    [0.36, 40],
    [1, 40],
  ])('is the nearest to the place %d', (place, time) => {
    expect(nearestTime([10, 30, 40], place, range)).toBe(time);
  });

  it('is none where no point is visible', () => {
    expect(nearestTime([-10, 110], 0.5, range)).toBeUndefined();
  });
});
