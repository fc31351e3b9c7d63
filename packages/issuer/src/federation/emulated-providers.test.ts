import { generateKeyPairSync } from 'node:crypto';
import { createEmulator, type ServiceName } from 'emulate';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../../testing/ports.ts';
import { createVisitor, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import type { Site } from '../http/site.fixture.ts';
import { routes } from '../routes.ts';
import { declareProvider, start, startFederatedSite } from './federated-site.fixture.ts';

let site: Site;

beforeAll(async () => {
  site = await startFederatedSite();
});
afterAll(() => site.close());

const client = { client_id: 'us', client_secret: 'them', name: 'Us' };

/** A provider of the package emulate, whose only client comes back to `id`. */
async function emulate(service: ServiceName, id: string, seed: object) {
  const port = await freePort();
  const emulator = await createEmulator({ service, port, seed: { [service]: seed } });
  onTestFinished(() => emulator.close());
  return { url: emulator.url, redirect: site.url + routes.federationCallback(id) };
}

const clientOf = (id: string) => ({
  ...client,
  redirect_uris: [site.url + routes.federationCallback(id)],
});

const unescaped = (text: string) =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

/** The form of a page that has this text in it. */
function formIn({ text, url }: Visit, holding: string) {
  const forms = text.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((each) => each.includes(holding))!;
  const fields = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
    name!,
    unescaped(value!),
  ]);
  const action = unescaped(/action="([^"]*)"/.exec(form)![1]!);
  return { action: new URL(action, url).href, fields: Object.fromEntries(fields) };
}

/** Chooses the person there, and comes back as the provider says. */
async function signIn(id: string, person: string, visitor: Visitor): Promise<Visit> {
  const { page } = await start(site, visitor, person, id);
  const picker = await visitor.get(page.next!);
  const form = formIn(picker, person);
  const back = await visitor.post(form.action, form.fields);
  if (back.next) return visitor.get(back.next);
  // From another site, so that no cookie of ours goes along.
  const posted = formIn(back, 'state');
  const { next } = await createVisitor().post(posted.action, posted.fields);
  return visitor.get(next!);
}

const accounts = (email: string) => site.context.sql`
  select email_verified, name, issuer, subject from users
  join identities on user_id = users.id where users.email = ${email}`;

test('Google of emulate signs people in, and finds them again', async () => {
  const users = [{ email: 'gina@example.com', name: 'Gina' }];
  const { url } = await emulate('google', 'google', { users, oauth_clients: [clientOf('google')] });
  const settings = { url };
  const keys = { clientId: client.client_id, secret: client.client_secret };
  await declareProvider(site, {
    ...{ id: 'google', type: 'google', name: 'Google', issuer: url, settings, scopes: [], ...keys },
  });
  for (const _ of ['first', 'second']) {
    const answer = await signIn('google', 'gina@example.com', createVisitor());
    expect(answer.status).toBe(303);
  }
  expect(await accounts('gina@example.com')).toMatchObject([{ issuer: url, name: 'Gina' }]);
});

test('Microsoft of emulate signs people in under tenant and object, with an unproved address', async () => {
  const users = [{ email: 'mia@example.com', name: 'Mia' }];
  const oauth_clients = [clientOf('microsoft')];
  const { url } = await emulate('microsoft', 'microsoft', { users, oauth_clients });
  await declareProvider(site, {
    ...{ id: 'microsoft', type: 'microsoft', name: 'Microsoft', issuer: url, scopes: [] },
    settings: { url, tenant: '9188040d-6c67-4c5b-b112-36a304b66dad' },
    ...{ clientId: client.client_id, secret: client.client_secret },
  });
  expect((await signIn('microsoft', 'mia@example.com', createVisitor())).status).toBe(303);
  expect(await accounts('mia@example.com')).toMatchObject([
    { email_verified: false, subject: expect.stringMatching(/^9188040d-[\w-]+:[\w-]+$/) },
  ]);
});

test('GitHub of emulate signs people in as any provider of OAuth 2.0', async () => {
  const users = [{ login: 'gus', name: 'Gus', email: 'gus@example.com' }];
  const { url } = await emulate('github', 'forge', { users, oauth_apps: [clientOf('forge')] });
  await declareProvider(site, {
    ...{ id: 'forge', type: 'oauth2', name: 'Forge', issuer: `${url}/login/oauth` },
    settings: {
      issuer: `${url}/login/oauth`,
      authorization_endpoint: `${url}/login/oauth/authorize`,
      token_endpoint: `${url}/login/oauth/access_token`,
      userinfo_endpoint: `${url}/user`,
      auth_method: 'client_secret_post',
      claims: { sub: '/id', email: '/email', name: '/name' },
    },
    ...{ clientId: client.client_id, secret: client.client_secret, scopes: ['user:email'] },
  });
  expect((await signIn('forge', 'gus', createVisitor())).status).toBe(303);
  expect(await accounts('gus@example.com')).toMatchObject([
    { email_verified: false, name: 'Gus', subject: expect.stringMatching(/^\d+$/) },
  ]);
});

test('Apple of emulate answers by POST, which comes without a cookie', async () => {
  const users = [{ email: 'abe@example.com', name: 'Abe Apple' }];
  const oauth_clients = [{ ...clientOf('apple'), team_id: 'TEAM456789' }];
  const { url } = await emulate('apple', 'apple', { users, oauth_clients });
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  await declareProvider(site, {
    ...{ id: 'apple', type: 'apple', name: 'Apple', issuer: url, scopes: [], clientId: 'us' },
    secret: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    settings: { url, team_id: 'TEAM456789', key_id: 'KEY4567890' },
  });
  const visitor = createVisitor();
  const answer = await signIn('apple', 'abe@example.com', visitor);
  expect(answer.status).toBe(303);
  // The name is not in the address, and neither is the code.
  expect([...new URL(answer.url).searchParams.keys()]).toEqual(['state']);
  expect(await accounts('abe@example.com')).toMatchObject([
    { email_verified: true, name: 'Abe Apple' },
  ]);
});

test('oauth2-mock-server signs people in, and its errors are told in words', async () => {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(await freePort(), '127.0.0.1');
  onTestFinished(() => server.stop());
  const issuer = server.issuer.url!;
  await declareProvider(site, { id: 'mock', name: 'Mock ID', issuer });
  server.service.on('beforeTokenSigning', ({ payload }) => {
    Object.assign(payload, { sub: 'max', email: 'max@example.com', email_verified: true });
    payload.aud = 'sallyport';
  });
  const signInThere = async () => {
    const visitor = createVisitor();
    const { page } = await start(site, visitor, 'max', 'mock');
    return visitor.get((await visitor.get(page.next!)).next!);
  };
  expect((await signInThere()).status).toBe(303);
  expect(await accounts('max@example.com')).toMatchObject([{ issuer, subject: 'max' }]);

  const words = {
    invalid_grant: [400, 'took too long'],
    invalid_client: [502, 'does not accept how this service is set up'],
    something_new: [502, 'gave no answer that can be trusted'],
  };
  for (const [error, [status, text]] of Object.entries(words)) {
    server.service.once('beforeResponse', (response) => {
      response.statusCode = 400;
      response.body = { error };
    });
    const answer = await signInThere();
    expect([error, answer.status]).toEqual([error, status]);
    expect(answer.text).toContain(text);
  }
});
