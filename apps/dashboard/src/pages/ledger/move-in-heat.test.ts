import { moveInHeat } from './move-in-heat.ts';

describe('moving in the heat map', () => {
  it.each([
    ['ArrowLeft', [1, 4]],
    ['ArrowRight', [1, 6]],
    ['ArrowUp', [0, 5]],
    ['ArrowDown', [2, 5]],
    ['Home', [1, 0]],
    ['End', [1, 59]],
  ] as const)('%s leads from the middle to %j', (key, place) => {
    expect(moveInHeat(key, [1, 5], [3, 60])).toEqual(place);
  });

  it('stays at an edge, and leaves other keys alone', () => {
    expect(moveInHeat('ArrowLeft', [0, 0], [3, 60])).toEqual([0, 0]);
    expect(moveInHeat('ArrowDown', [2, 59], [3, 60])).toEqual([2, 59]);
    expect(moveInHeat('Enter', [1, 1], [3, 60])).toBeUndefined();
  });
});
