import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVisitor, type Visitor } from '../../../../testing/visitor.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { checkReferences } from '../configuration/references.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { changesAfter, headOf } from '../directory/context.fixture.ts';
import { setDomain } from '../directory/organizations/domains.service.ts';
import { createOrganization } from '../directory/organizations/manage-organizations.service.ts';
import {
  type People,
  type Person,
  redirectUri,
  shopClient,
  startPeople,
} from '../registration/people.fixture.ts';
import { routes } from '../routes.ts';
import { startProvider, type UpstreamProvider, upstreamClient } from './provider.fixture.ts';
import { signInAtProvider } from './sign-in-at-provider.fixture.ts';

interface Tokens {
  access_token: string;
  refresh_token: string;
}

const verifier = 'v'.repeat(43);

let people: People;
let upstream: UpstreamProvider;

const password = 'correct horse battery';
const registration = { mode: 'open' };

beforeAll(async () => {
  people = await startPeople({ registration });
  upstream = await startProvider(people.issuer.url + routes.federationCallback('acme'));
});
afterAll(async () => {
  upstream.close();
  await people.issuer.close();
});

const providerWith = (more: object) => ({
  ...{ id: 'acme', type: 'oidc', name: 'Acme ID', issuer: upstream.issuer, ...more },
  ...{ client_id: upstreamClient.id, client_secret: upstreamClient.secret },
});

/** As a file says it. */
const declarationWith = (provider: object, signIn: object) => ({
  groups: [{ name: 'customers' }],
  clients: [
    {
      ...shopClient,
      scopes: ['openid', 'offline_access'],
      grants: ['authorization_code', 'refresh_token'],
    },
  ],
  registration,
  sign_in: { ways: ['password', 'email_code', 'magic_link'], ...signIn },
  providers: [
    providerWith(provider),
    { id: 'github', type: 'github', client_id: 'us', client_secret: 'them' },
  ],
});

const declare = (provider: object, signIn: object = {}) =>
  applyConfiguration(
    declarationSchema.parse(declarationWith(provider, signIn)),
    people.issuer.context,
  );

const required = { required_for_domains: ['acme.example'], trusted_for_domains: ['acme.example'] };

const type = (person: Person, fields: Record<string, string>) =>
  person.send(routes.signIn(person.id), fields);

/** The page at the end of the redirects, 307 included, which keeps the form. */
async function typeAddress(person: Person, email: string) {
  const page = await person.get(routes.signIn(person.id));
  const answer = await person.send(routes.signIn(person.id), { email }, page);
  if (answer.status !== 307) return person.follow(answer);
  return person.send(new URL(answer.next!).pathname, { email }, page);
}

/** What the application gets for a person who is signed in. */
async function tokensOf(visitor: Visitor, ...scopes: string[]): Promise<Tokens> {
  const scope = ['openid', ...scopes].join(' ');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  const { next } = await people.ask(visitor, { scope, code_challenge });
  const code = new URL(next!).searchParams.get('code')!;
  const fields = { grant_type: 'authorization_code', code_verifier: verifier, code };
  return (await askToken({ ...fields, redirect_uri: redirectUri })).json() as Promise<Tokens>;
}

const askToken = (fields: Record<string, string>) =>
  fetch(`${people.issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`shop:${'x'.repeat(32)}`)}` },
    body: new URLSearchParams(fields),
  });

/** Whether access token and refresh token, which is spent by this, count the same. */
async function isAlive(tokens: Tokens): Promise<boolean> {
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const { status } = await fetch(`${people.issuer.url}/userinfo`, { headers });
  const fields = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
  const { ok } = await askToken(fields);
  expect(status).toBe(ok ? 200 : 401);
  return ok;
}

const textOf = (at: URL | { text: string }) => (at instanceof URL ? at.href : at.text);

describe('where the page asks for the address first', () => {
  beforeAll(async () => {
    await declare(
      { domains: ['acme.example', 'bücher.example'], hidden: true },
      { identifier_first: true },
    );
    await people.account('known@acme.example', { password });
  });

  test.each([
    ['known@acme.example', 'known@acme.example'],
    ['Unknown@ACME.example', 'Unknown@acme.example'],
    [' someone@bücher.example ', 'someone@xn--bcher-kva.example'],
    ['someone@xn--bcher-kva.example', 'someone@xn--bcher-kva.example'],
  ])('%j leads straight to the provider, with %j as login_hint', async (email, hint) => {
    const answer = await typeAddress(await people.arrive(), email);
    expect(answer).not.toBeInstanceOf(URL);
    const { next } = answer as { next?: string };
    expect(next).toContain(`${upstream.issuer}/auth?`);
    expect(new URL(next!).searchParams.get('login_hint')).toBe(hint);
  });

  test.each([
    'a@sub.acme.example',
    'a@acme.example.org',
    'a@notacme.example',
    'acme.example@example.com',
  ])('%s does not', async (email) => {
    const answer = textOf(await typeAddress(await people.arrive(), email));
    expect(answer).toContain('name="password"');
    expect(answer).not.toContain('Acme ID');
  });

  test('and back from there, the password is offered beside the button', async () => {
    const person = await people.arrive();
    await typeAddress(person, 'known@acme.example');
    const { text } = await person.get(routes.signIn(person.id));
    expect(text).toContain('name="password"');
    expect(text.indexOf('Acme ID')).toBeLessThan(text.indexOf('GitHub'));
  });

  test('another form of the same page starts nothing at the provider', async () => {
    const person = await people.arrive();
    await typeAddress(person, 'known@acme.example');
    const page = await person.send(routes.signIn(person.id), { another: 'yes' });
    expect(textOf(await person.follow(page))).not.toContain('Acme ID');
  });
});

describe('where providers are the only way, and hidden', () => {
  beforeAll(() =>
    declare({ domains: ['acme.example'], hidden: true }, { identifier_first: true, ways: [] }),
  );

  test('the page asks for the address, and leads on', async () => {
    const answer = await typeAddress(await people.arrive(), 'a@acme.example');
    expect((answer as { next?: string }).next).toContain(upstream.issuer);
  });

  test('an address of another domain is told that it leads nowhere', async () => {
    const person = await people.arrive();
    const { sql } = people.issuer.context;
    await sql`update providers set hidden = true`;
    expect(textOf(await typeAddress(person, 'a@example.com'))).toContain(
      'There is no way to sign in with a@example.com here',
    );
  });
});

describe('the domain of an organization', () => {
  test('leads to the provider that the organization has for it, and to no other one', async () => {
    await declare({ hidden: true }, { identifier_first: true });
    const { context } = people.issuer;
    const root = { actor: 'client:test', permissions: adminPermissions };
    await createOrganization({ key: 'firm', name: 'Firm' }, root, context);
    const domain = { domain: 'firm.example', admits: false };
    await setDomain('firm', { ...domain, provider: 'acme' }, root, context);
    const person = await people.arrive();
    const answer = await typeAddress(person, 'a@firm.example');
    expect((answer as { next?: string }).next).toContain(upstream.issuer);
    expect((await person.get(routes.signIn(person.id))).text).toContain('Acme ID');
    const other = await typeAddress(await people.arrive(), 'a@other.example');
    expect(textOf(other)).not.toContain('Acme ID');
    await setDomain('firm', { ...domain, provider: null }, root, context);
    const after = await typeAddress(await people.arrive(), 'a@firm.example');
    expect(textOf(after)).not.toContain('Acme ID');
  });
});

describe('a domain for which the provider is required', () => {
  beforeAll(async () => {
    await declare({});
    await people.account('ann@acme.example', { password });
  });

  test('is asked for at the next sign-in of a person who gets such an address', async () => {
    await declare(required);
    const id = await people.account('old@example.com', { password });
    const visitor = createVisitor();
    const before = await people.arrive(visitor);
    await before.follow(await type(before, { email: 'old@example.com', password }));
    const authorize = `${people.issuer.url}/authorize?${new URLSearchParams({
      ...{ response_type: 'code', client_id: 'shop', redirect_uri: redirectUri, scope: 'openid' },
      ...{ code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' },
    })}`;
    expect((await visitor.get(authorize)).next).toContain('code=');
    const { sql } = people.issuer.context;
    await sql`insert into user_addresses (user_id, email) values (${id}, 'old@acme.example')`;
    const silent = await visitor.get(`${authorize}&prompt=none`);
    expect(silent.next).toContain('error=login_required');
    const { next } = await visitor.get(authorize);
    const page = await visitor.get(next!);
    expect(page.text).toContain('With an address of acme.example, sign in with the account of');
    expect(page.text).not.toContain('name="password"');
    expect(page.text).not.toContain('GitHub');
  });

  test.each([
    ['sign-in', routes.signIn, { password }],
    ['a code by mail', routes.emailCode, {}],
    ['a link by mail', routes.magicLink, {}],
    ['a forgotten password', routes.forgotPassword, {}],
    ['a registration', routes.register, {}],
  ])(
    '%s: the right and a wrong password, a known and an unknown address alike',
    async (_, path, more) => {
      await declare(required);
      const { sql } = people.issuer.context;
      const [before] = await sql<{ count: number }[]>`select count(*)::int from mails`;
      for (const email of ['ann@acme.example', 'nobody@acme.example']) {
        for (const fields of [more, 'password' in more ? { password: 'wrong' } : more]) {
          const person = await people.arrive();
          const page = await person.get(routes.signIn(person.id));
          const answer = await person.send(path(person.id), { email, ...fields }, page);
          const text = textOf(await person.follow(answer));
          expect(text).toContain('With an address of acme.example, sign in with the account of');
          expect(text.match(/federation\/\w+\/start/g)).toEqual(['federation/acme/start']);
        }
      }
      const [after] = await sql<{ count: number }[]>`select count(*)::int from mails`;
      expect(after).toEqual(before);
    },
  );

  test('holds for each address of a person, whichever is the primary one and is typed', async () => {
    await declare(required);
    const id = await people.account('lee@example.com', { password });
    const { sql } = people.issuer.context;
    await sql`insert into user_addresses (user_id, email) values (${id}, 'lee@acme.example')`;
    const person = await people.arrive();
    const at = await person.follow(await type(person, { email: 'lee@example.com', password }));
    expect(textOf(at)).toContain('With an address of acme.example, sign in with the account of');
    expect(await people.sessionsOf(id)).toEqual([]);
  });

  test('signing in there goes on to the application', async () => {
    await declare(required);
    upstream.people.set('ann@acme.example', { email: 'ann@acme.example', email_verified: true });
    const person = await people.arrive();
    const page = await person.get(routes.signIn(person.id));
    await person.send(routes.signIn(person.id), { email: 'ann@acme.example', password }, page);
    const start = routes.federationStart('acme', person.id);
    let at = await person.send(start, {}, page);
    while (at.next !== undefined && !at.next.startsWith(redirectUri)) {
      at = await person.visitor.get(at.next);
    }
    expect(at.next).toContain('code=');
  });

  test('another provider opens no account of it', async () => {
    await declare(required);
    const id = await people.account('eve@acme.example');
    const { sql } = people.issuer.context;
    await sql`
      insert into identities (issuer, subject, user_id, linked_at)
      values (${upstream.issuer}, 'eve', ${id}, now())`;
    upstream.people.set('eve', { email: 'eve@example.com' });
    // The same provider, under an entry that is not required.
    await sql`
      insert into providers (id, type, name, issuer, client_id, client_secret, scopes, settings, declared)
      select 'other', type, name, issuer, client_id, client_secret, scopes, settings, true
      from providers where id = 'acme'`;
    await sql`update providers set id = 'acme-2' where id = 'acme'`;
    await sql`update providers set id = 'acme', required_for_domains = '{}' where id = 'other'`;
    const at = await signInAtProvider(await people.arrive(), 'eve');
    expect(at.text).toContain('With an address of acme.example, sign in with the account of');
    expect(await people.sessionsOf(id)).toEqual([]);
    await sql`delete from providers`;
  });

  test('ends what people have signed in with otherwise, and nothing else; so does a provider that is dropped', async () => {
    await declare({ trusted_for_domains: ['acme.example'] });
    const [kim, pat] = ['kim@acme.example', 'pat@acme.example'];
    const ids = { kim: await people.account(kim!, { password }), pat: await people.account(pat!) };
    upstream.people.set(pat!, { email: pat, email_verified: true });
    const one = await people.arrive();
    await one.follow(await type(one, { email: kim!, password }));
    const other = await people.arrive();
    await signInAtProvider(other, pat!);
    const kims = [await tokensOf(one.visitor), await tokensOf(one.visitor, 'offline_access')];
    const pats = [await tokensOf(other.visitor), await tokensOf(other.visitor, 'offline_access')];

    const pos = await headOf(people.issuer.context);
    const { taken } = await declare(required);
    expect(taken).toEqual([
      expect.stringMatching(/^domain:acme\.example: what \d+ people had signed in with otherwise$/),
    ]);
    const tags = (await changesAfter(people.issuer.context, pos)).flat();
    expect(tags).toEqual(expect.arrayContaining([`user:${ids.kim}`, `user:${ids.pat}`]));
    expect(await Promise.all([...kims, pats[1]!].map(isAlive))).toEqual([false, false, false]);
    expect(await people.sessionsOf(ids.kim)).toEqual([]);
    // By that provider. What outlives a session does not say by which.
    expect(await isAlive(pats[0]!)).toBe(true);
    expect(await people.sessionsOf(ids.pat)).toHaveLength(1);

    const lasting = await tokensOf(other.visitor, 'offline_access');
    expect((await declare({ ...required, name: 'Acme' })).taken).toEqual([]);
    expect(await isAlive(lasting)).toBe(true);
    const dropped = { ...declarationWith({}, {}), providers: [] };
    await applyConfiguration(declarationSchema.parse(dropped), people.issuer.context);
    expect(await isAlive(lasting)).toBe(false);
    expect(await people.sessionsOf(ids.pat)).toEqual([]);
  });

  test('a file has to trust it for the domain', () => {
    const { trusted_for_domains: _, ...untrusted } = required;
    const declaration = declarationSchema.parse(declarationWith(untrusted, {}));
    expect(checkReferences(declaration, people.issuer.url)).toMatchObject([
      { path: ['providers', 0, 'required_for_domains'] },
    ]);
  });
});
