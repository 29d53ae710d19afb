import { emitter } from './emitter.ts';

describe('an emitter', () => {
  it('tells each listener in turn, also one that listens twice, until it stops', () => {
    const told: string[] = [];
    const listener = (word: string) => void told.push(word);
    const { on, emit } = emitter<string>();
    on(listener);
    const stop = on(listener);

    emit('both');
    stop();
    emit('one');

    expect(told).toEqual(['both', 'both', 'one']);
  });
});
