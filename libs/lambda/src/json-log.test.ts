import { jsonLog } from './index.ts';

describe('the log of a Lambda', () => {
  it('is a line of JSON for each message', () => {
    const lines: string[] = [];
    jsonLog((line) => lines.push(line)).warn({ topic: 't', cause: 'two\nlines' }, 'It waits.');

    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(JSON.parse(lines[0] as string)).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      msg: 'It waits.',
      topic: 't',
      cause: 'two\nlines',
    });
  });
});
