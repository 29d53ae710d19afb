import { userPoolOf } from './index.ts';

describe('the user pool, as a Lambda finds it', () => {
  it('has clients whose tokens are taken', () => {
    const environment = { USER_POOL_ID: 'eu-central-1_a', USER_POOL_CLIENTS: 'web, machine' };
    expect(userPoolOf(environment)).toEqual({
      userPoolId: 'eu-central-1_a',
      clientIds: ['web', 'machine'],
      endpoint: undefined,
    });
    expect(userPoolOf({ ...environment, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }).endpoint).toBe(
      'http://127.0.0.1:1',
    );
  });

  it('has to be named', () => {
    expect(() => userPoolOf({ USER_POOL_CLIENTS: 'web' })).toThrow('USER_POOL_ID is missing');
  });
});
