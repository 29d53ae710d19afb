import type { Group } from './prepare-groups.ts';
import { csvOf } from './prepare-csv.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const point = (value: number | null) => ({ time: T0, value, partial: false, corrected: true });

const group = (name: string, changes: Partial<Group> = {}): Group => ({
  key: name,
  name,
  letter: 'A',
  ink: 's1',
  points: [point(1.5)],
  before: [],
  ...changes,
});

describe('what is shown as CSV', () => {
  it('has a row a time, and the stretch before beside the value', () => {
    expect(csvOf([group('Mean', { before: [point(2)] })], 'K')).toBe(
      'time,Mean (K),"Mean, before (K)",corrected,open\r\n2026-11-23T14:00:00.000Z,1.5,2,true,false\r\n',
    );
  });

  it('has a column a group; a gap is empty', () => {
    const [head, row] = csvOf([group('kiln', { points: [point(null)] }), group('mill')], '1').split('\r\n');

    expect(head).toBe('time,kiln,mill,corrected,open');
    expect(row).toBe('2026-11-23T14:00:00.000Z,,1.5,true,false');
  });

  it.each([
    ['a"b', '"a""b"'],
    ['=1+1', "'=1+1"],
    ['@x,y', '"\'@x,y"'],
  ])('writes the name %s as %s', (name, written) => {
    expect(csvOf([group(name)], '1').split('\r\n')[0]).toBe(`time,${written},corrected,open`);
  });
});
