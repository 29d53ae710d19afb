import { moveWindow, onSteps } from './brush-window.ts';

describe('the window of a brush', () => {
  const whole = { from: 0, to: 100 };
  const window = { from: 20, to: 60 };

  it.each([
    ['from', 10, { from: 30, to: 60 }],
    ['from', -50, { from: 0, to: 60 }],
    ['from', 90, { from: 55, to: 60 }],
    ['to', 100, { from: 20, to: 100 }],
    ['to', -60, { from: 20, to: 25 }],
    ['window', 10, { from: 30, to: 70 }],
    ['window', 90, { from: 60, to: 100 }],
    ['window', -90, { from: 0, to: 40 }],
  ] as const)('after %s moved by %d', (part, ms, moved) => {
    expect(moveWindow(window, part, ms, whole, 5)).toEqual(moved);
  });

  it('lies on whole steps', () => {
    expect(onSteps({ from: 12, to: 31 }, 10)).toEqual({ from: 10, to: 40 });
  });
});
