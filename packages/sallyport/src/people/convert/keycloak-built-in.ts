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
  role === 'offline_access' || role === 'uma_authorization' || role.startsWith('default-roles-');
