export const ROLES = ['viewer', 'analyst', 'operator', 'producer', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** Everything that an endpoint can ask for. */
const PERMISSIONS = [
  'events:write',
  'metrics:read',
  'ledger:read',
  'products:read',
  'status:read',
  'query:named',
  'trace:read',
  'trace:payload',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const viewer: readonly Permission[] = [
  'metrics:read',
  'ledger:read',
  'products:read',
  'status:read',
  'query:named',
  'trace:read',
];

/** What each role may do. Nothing is implied: a permission that is not listed is denied. */
const PERMISSIONS_OF: Readonly<Record<Role, readonly Permission[]>> = {
  viewer,
  analyst: viewer,
  operator: [...viewer, 'trace:payload'],
  producer: ['events:write'],
  admin: PERMISSIONS,
};

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

export const permissionsOf = (roles: readonly string[]): ReadonlySet<string> =>
  new Set(roles.filter(isRole).flatMap((role) => PERMISSIONS_OF[role]));
