const clients = new Set([
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
]);

/** What each realm has by itself, and what means nothing elsewhere. */
export const isBuiltInClient = (client: string): boolean => clients.has(client);

export const isBuiltInRole = (role: string): boolean =>
  builtInRoles.has(role) || role.startsWith('default-roles-');

/** Of each client with authorization services: it is what asks for permissions of UMA. */
const builtInRoles: ReadonlySet<string> = new Set([
  ...['offline_access', 'uma_authorization', 'uma_protection'],
]);
