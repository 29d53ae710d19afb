import { awsOf, readEnvironment } from './index.ts';

describe('the environment of a Lambda', () => {
  it('has what was asked for', () => {
    expect(readEnvironment({ A: '1', B: '2', C: '3' }, ['A', 'B'])).toMatchObject({ A: '1', B: '2' });
  });

  it('names everything that is missing at once, and takes what is empty for missing', () => {
    expect(() => readEnvironment({ A: '1', B: '' }, ['A', 'B', 'C'])).toThrow(
      /B is missing.*\n.*C is missing/,
    );
  });

  it('says where AWS is, on one machine or not', () => {
    expect(awsOf({ AWS_REGION: 'eu-central-1' })).toEqual({ region: 'eu-central-1' });
    expect(awsOf({ AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })).toEqual({
      region: 'eu-central-1',
      endpoint: 'http://127.0.0.1:1',
    });
  });
});
