import { permissionsOf } from './permissions.ts';

const viewer = [
  'alerts:read',
  'anomalies:read',
  'ledger:read',
  'live:read',
  'metrics:read',
  'products:read',
  'query:named',
  'status:read',
  'trace:read',
];

describe('what a role may do', () => {
  it.each([
    ['viewer', viewer],
    ['analyst', [...viewer, 'query:adhoc']],
    ['operator', [...viewer, 'alerts:ack', 'trace:payload']],
    ['producer', ['events:write']],
    ['admin', [...viewer, 'alerts:ack', 'events:write', 'query:adhoc', 'sessions:issue', 'trace:payload']],
  ])('is listed, and nothing else: %s', (role, permissions) => {
    expect([...permissionsOf([role])].sort()).toEqual([...permissions].sort());
  });

  it('adds up over roles, and is nothing for others', () => {
    expect([...permissionsOf(['producer', 'producer', 'viewer', 'root', 'constructor'])].sort()).toEqual(
      [...viewer, 'events:write'].sort(),
    );
    expect(permissionsOf(['root', '__proto__']).size).toBe(0);
  });
});
