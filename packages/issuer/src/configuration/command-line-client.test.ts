import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop } from '../../../../testing/shop.ts';
import { checkReferences } from './references.ts';
import { declarationSchema } from './schema.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop, { commandLine: true });
});
afterAll(() => issuer.close());

test('the client of the command line is there without being declared, has no secret, and ends with the session', async () => {
  const { sql } = issuer.context;
  const [client] = await sql`
    select type, auth_method, pkce, redirect_uris, scopes, apis, declared from clients
    where id = 'sallyport-cli'`;
  expect(client).toEqual({
    ...{ type: 'native', auth_method: 'none', pkce: 'required', declared: true },
    redirect_uris: ['http://127.0.0.1/callback'],
    scopes: ['openid', 'profile', 'email'],
    apis: [`${issuer.url}/admin/v1`],
  });
});

test('no other client can be declared with its id', () => {
  const [, cli] = shop.clients;
  const file = declarationSchema.parse({ ...shop, clients: [{ ...cli, id: 'sallyport-cli' }] });
  expect(checkReferences(file, issuer.url)).toContainEqual({
    path: ['clients', 0, 'id'],
    message: 'This name is built in. Choose another one.',
  });
});
