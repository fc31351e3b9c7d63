import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import pino from 'pino';
import { readConfiguration } from 'sallyport/config/load.ts';
import { type System, startSystem } from 'sallyport/system.ts';
import { connect } from '../../packages/issuer/src/database/connection.ts';
import type { Keys } from '../../packages/issuer/src/keys/keys.ts';
import { createTestDatabase } from '../../testing/database.ts';
import { freePort } from '../../testing/ports.ts';
import { alice } from '../support/people.ts';
import { apis } from './apis.ts';
import { type PlacedService, pathOf } from './services.ts';

/** An issuer and a gateway, with a route for each service. */
export interface Backend {
  issuer: string;
  gateway: string;
  /** The issuer's own, to sign what it would never sign. */
  keys(): Keys;
  /** The issuer comes back with new keys, and no longer tells of the former ones. */
  replaceKeys(): Promise<void>;
  close(): Promise<void>;
}

export const clientSecret = 'a-secret-of-a-client-long-enough';

export const redirectUri = 'http://127.0.0.1/callback';

/** @param echo where requests are answered with their token, at `/echo/<type of the API>` */
export async function startBackend(
  services: readonly PlacedService[],
  echo: string,
): Promise<Backend> {
  await using starting = new AsyncDisposableStack();
  const ports = { issuer: await freePort(), internal: await freePort(), gateway: await freePort() };
  const issuer = `http://localhost:${ports.issuer}`;
  const gateway = `http://localhost:${ports.gateway}`;
  const database = await createTestDatabase();
  starting.defer(database.drop);
  const client = { secret: clientSecret, type: 'service', grants: ['client_credentials'] };
  const all = Object.values(apis);
  const configuration = JSON.stringify({
    issuer: { url: issuer, internal: { listen: `127.0.0.1:${ports.internal}` } },
    gateway: { url: gateway, decide_port: await freePort() },
    management: { listen: null },
    apis: Object.entries(apis).map(([type, id]) => ({
      ...{ id, name: id, permissions: ['orders:read'] },
      jwt_type: type === 'JWT' ? 'JWT' : 'at+jwt',
    })),
    roles: [{ name: 'reader', permissions: ['orders:read'] }],
    users: [{ ...alice, name: 'Alice', roles: ['reader'] }],
    clients: [
      { ...client, id: 'reader', name: 'May read', apis: all, roles: ['reader'] },
      { ...client, id: 'stranger', name: 'May do nothing', apis: all },
      {
        ...{ id: 'page', name: 'Page', type: 'native', auth_method: 'none' },
        ...{ grants: ['authorization_code'], redirect_uris: [redirectUri], scopes: ['openid'] },
      },
    ],
    routes: [
      ...services.map((service) =>
        route(pathOf(service), apis[service.type], `http://127.0.0.1:${service.port}`),
      ),
      ...Object.entries(apis).map(([type, id]) => route(`echo/${type}`, id, echo)),
    ],
  });
  const env = {
    DATABASE_URL: database.url,
    SALLYPORT_SECRET: randomBytes(48).toString('base64url'),
  };
  const start = () =>
    startSystem({
      loaded: readConfiguration(configuration, { file: 'the configuration of the test', env }),
      ...({ role: 'all', dataDir: tmpdir(), env, log: pino({ level: 'silent' }) } as const),
    });
  let system: System = await start();
  starting.defer(() => system.close());
  const running = starting.move();
  return {
    issuer,
    gateway,
    keys: () => system.issuer!.context.keys,
    async replaceKeys() {
      await system.close();
      const sql = connect({ url: database.url, max: 1 });
      await sql`delete from keys where use = 'sig'`;
      await sql.end();
      system = await start();
    },
    close: () => running.disposeAsync(),
  };
}

const route = (name: string, api: string, upstream: string) => ({
  path: `/${name}/*`,
  strip_prefix: `/${name}`,
  ...{ upstream, api },
});
