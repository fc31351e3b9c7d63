import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { adminAudience } from '../directory/built-in.ts';
import { type Harness, openHarness } from '../directory/context.fixture.ts';
import { numericDate, secondsAfter } from '../runtime/clock.ts';
import { createPublicServer } from '../server.ts';
import { sealToken } from '../tokens/sealed-token.ts';

export interface AdminHarness extends Harness {
  /** Calls the admin API over HTTP. */
  call(method: string, path: string, options?: CallOptions): Promise<AdminResponse>;
  /** An access token for the admin API, of the user with this address. */
  tokenOf(email: string): Promise<string>;
  idOf(email: string): Promise<string>;
  /** Where it answers. */
  origin: string;
}

/** Tests look into answers as they come. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what is being tested
export type AdminResponse = Omit<Response, 'json'> & { json(): Promise<any> };

interface CallOptions {
  token?: string;
  body?: unknown;
  /** What the body is sent as, if it is not JSON. */
  contentType?: string;
  headers?: Record<string, string>;
}

/** The users that the harness has tokens for. */
export const consoleClient = {
  id: 'console',
  name: 'Console',
  type: 'web',
  secret: 'the console has a secret of its own',
  redirect_uris: ['http://localhost:8080/auth/callback'],
  grants: ['authorization_code', 'refresh_token'],
  apis: ['http://localhost:9000/admin/v1'],
};

export const adminDeclaration = {
  apis: [
    { id: 'https://orders.example', name: 'Orders', permissions: ['orders:read', 'orders:refund'] },
  ],
  roles: [
    { name: 'support', permissions: ['orders:read'] },
    { name: 'reader', permissions: ['directory:read'] },
  ],
  groups: [{ name: 'everyone' }, { name: 'staff', roles: ['support'], parent: 'everyone' }],
  users: [
    { email: 'root@example.com', name: 'Root', roles: ['administrator'] },
    { email: 'reader@example.com', name: 'Reader', roles: ['reader'] },
    { email: 'plain@example.com', name: 'Plain' },
  ],
  clients: [consoleClient],
};

/** An issuer that answers over HTTP, with an administrator, a reader and a user without a role. */
export async function openAdminHarness(): Promise<AdminHarness> {
  const harness = await openHarness();
  await applyConfiguration(declarationSchema.parse(adminDeclaration), harness);
  const server = createHttpServer(getRequestListener(createPublicServer(harness).fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/admin/v1`;

  const idOf = async (email: string) => {
    const [row] = await harness.sql<{ id: string }[]>`select id from users where email = ${email}`;
    return row!.id;
  };

  return {
    ...harness,
    idOf,
    origin: new URL(base).origin,
    call(method, path, { token, body, contentType = 'application/json', headers: more } = {}) {
      const headers = new Headers(more);
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      if (body !== undefined) headers.set('content-type', contentType);
      const text = body === undefined ? null : JSON.stringify(body);
      return fetch(base + path, { method, headers, body: text });
    },
    async tokenOf(email) {
      const grant = await insertGrant(harness, await idOf(email));
      return sealGrant(harness, grant);
    },
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await harness.close();
    },
  };
}

async function insertGrant({ sql, clock, random, settings }: Harness, userId: string) {
  const id = random.uuid();
  const now = clock.now();
  const apis = [adminAudience(settings.url)];
  await sql`
    insert into grants (id, client_id, user_id, scope, apis, amr, auth_time, created_at, expires_at)
    values (${id}, 'console', ${userId}, '{}', ${apis}, '{pwd}', ${now}, ${now},
      ${secondsAfter(now, 86_400)})`;
  return id;
}

function sealGrant({ keys, random, clock, settings }: Harness, grant: string): string {
  const issuedAt = numericDate(clock.now());
  const audiences = [adminAudience(settings.url)];
  const facts = { id: random.uuid(), source: grant, client: 'console', scope: [], audiences };
  return sealToken({ ...facts, kind: 'user', issuedAt, expiresAt: issuedAt + 600 }, keys, random);
}
