/** Who plays in the tour. Names and secrets are those of sallyport.yaml and of Acme ID. */

export interface Program {
  /** Its `client_id`. */
  id: string;
  secret: string;
}

export const programs = {
  apiServer: { id: 'shop-api', secret: 'dev-secret-of-the-shop-api-server-0001' },
  operations: { id: 'shop-ops', secret: 'dev-secret-of-the-operations-script-01' },
  ordersService: { id: 'orders-service', secret: 'dev-secret-of-the-orders-service-00001' },
  reportsService: { id: 'reports-service', secret: 'dev-secret-of-the-reports-service-0001' },
  acmeRobot: { id: 'acme-robot', secret: 'dev-secret-of-the-robot-at-acme-000001' },
} as const satisfies Record<string, Program>;

/** A public client: it has no secret to keep. */
export const commandLine = {
  id: 'shop-cli',
  redirectUri: 'http://127.0.0.1:41823/callback',
};

export interface Person {
  name: string;
  email: string;
  password: string;
}

export const people = {
  alice: { name: 'Alice', email: 'alice@example.com', password: 'correct horse alice' },
  bob: { name: 'Bob', email: 'bob@example.com', password: 'correct horse bob' },
} as const satisfies Record<string, Person>;

/** She has no account here, but one at Acme ID. */
export const carol = { name: 'Carol', email: 'carol@acme.example', acmeAccount: 'acme-1001' };

export const apis = { orders: 'https://orders.example', reports: 'https://reports.example' };

/** Where everything is. The services are the example's own, always on this machine. */
export interface Places {
  issuer: string;
  gateway: string;
  orders: string;
  reports: string;
  acme: string;
}

export const usualPlaces: Places = {
  issuer: 'http://localhost:9000',
  gateway: 'http://localhost:8080',
  orders: 'http://127.0.0.1:7001',
  reports: 'http://127.0.0.1:7002',
  acme: 'http://localhost:9100',
};
