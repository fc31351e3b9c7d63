/** A small shop, for the tests of the issuer: two APIs, two people, a client of each type. */
export const orders = 'https://orders.example';
export const reports = 'https://reports.example';
export const secret = (client: string): string => `${client} has a secret of 32 characters or more`;

export const alice = { email: 'alice@example.com', password: 'correct horse alice' };
export const bob = { email: 'bob@example.com', password: 'correct horse bob!' };
export const webRedirect = 'https://shop.example/auth/callback';
export const nativeRedirect = 'http://127.0.0.1/callback';

export const shop = {
  apis: [
    {
      id: orders,
      name: 'Orders',
      permissions: ['orders:read', 'orders:refund'],
      claims: ['name', 'email'],
    },
    { id: reports, name: 'Reports', permissions: ['reports:read'] },
  ],
  roles: [
    { name: 'support', permissions: ['orders:read', 'orders:refund', 'reports:read'] },
    { name: 'customer', permissions: ['orders:read'] },
  ],
  groups: [
    { name: 'everyone' },
    { name: 'staff', roles: ['support'], parent: 'everyone' },
    { name: 'customers', roles: ['customer'] },
  ],
  users: [
    { ...alice, name: 'Alice', groups: ['staff'] },
    { ...bob, name: 'Bob', groups: ['customers'] },
  ],
  clients: [
    {
      id: 'shop-web',
      name: 'Shop',
      type: 'web',
      secret: secret('shop-web'),
      grants: ['authorization_code', 'refresh_token'],
      redirect_uris: [webRedirect],
      post_logout_redirect_uris: ['https://shop.example/'],
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      apis: [orders, reports],
    },
    {
      id: 'shop-cli',
      name: 'Shop CLI',
      type: 'native',
      auth_method: 'none',
      grants: ['authorization_code', 'refresh_token'],
      redirect_uris: [nativeRedirect],
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      apis: [orders],
    },
    {
      id: 'shop-api',
      name: 'Shop API server',
      type: 'service',
      secret: secret('shop-api'),
      grants: ['client_credentials'],
      scopes: ['links:create'],
      roles: ['support'],
      link_origins: ['https://shop.example'],
      apis: [orders],
    },
    {
      id: 'orders-service',
      name: 'Orders service',
      type: 'service',
      secret: secret('orders-service'),
      grants: ['client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'],
      apis: [orders, reports],
      serves: [orders],
    },
  ],
};
