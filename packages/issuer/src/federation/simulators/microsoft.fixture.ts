import { authorize, token } from './endpoints.fixture.ts';
import { openId, openIdTraps } from './openid.fixture.ts';
import type { Simulation, World } from './simulator.fixture.ts';

const tid = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490';
const other = '11111111-2b34-4da1-9baa-8bc8c9d6a490';
const personal = '9188040d-6c67-4c5b-b112-36a304b66dad';
const oid = '00000000-0000-0000-66f3-3332eca7ea81';
const email = 'ann@example.com';

const issuerOf = ({ url }: World, tenant: string) => `${url}/${tenant}/v2.0`;

/** Claims by trap, in which administrators of tenants and the operator of this one have a say. */
const byTrap = (world: World): Record<string, object> => ({
  'a domain that the tenant owns': { xms_edov: true },
  'xms_edov as a number': { xms_edov: 1 },
  'xms_edov as text': { xms_edov: '1' },
  'xms_edov that says no': { xms_edov: '0' },
  'email_verified of its own': { email_verified: true },
  'a list of verified addresses': { verified_primary_email: [email] },
  'a list with other addresses': { verified_primary_email: ['other@example.com'] },
  'an address as the name of the user': { email: undefined, preferred_username: email },
  'a personal account': { tid: personal, iss: issuerOf(world, personal) },
  'the issuer of another tenant': { iss: issuerOf(world, other) },
  'a tid that is none': { tid: '../evil', iss: issuerOf(world, '../evil') },
  'no tid': { tid: undefined },
  'no oid': { oid: undefined },
});

const { discovery, jwks, issue } = openId({
  issuer: ({ url }) => `${url}/{tenantid}/v2.0`,
  paths: { authorize: '/authorize', token: '/token', jwks: '/keys' },
  metadata: {
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  },
  claims(world) {
    const traps = Object.entries(byTrap(world)).filter(([name]) => world.traps.has(name));
    const iss = issuerOf(world, tid);
    const person = { iss, tid, oid, sub: 'of-this-client', email, name: 'Ann Example' };
    return Object.assign(person, ...traps.map(([, claims]) => claims));
  },
});

const unverified = { profile: { email, emailVerified: false } };
const verified = { profile: { email, emailVerified: true } };

/** https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc */
export const microsoft: Simulation = {
  type: 'microsoft',
  settings: { tenant: 'common' },
  routes: {
    '/common/v2.0/.well-known/openid-configuration': discovery,
    '/organizations/v2.0/.well-known/openid-configuration': discovery,
    [`/${tid}/v2.0/.well-known/openid-configuration`]: async (asked, world) => ({
      body: { ...((await discovery(asked, world)).body as object), issuer: issuerOf(world, tid) },
    }),
    '/keys': jwks,
    '/authorize': authorize({
      scopes: ['openid', 'profile', 'email'],
      pkce: 'required',
      prompts: ['login', 'consent', 'select_account', 'none'],
      needs: ['nonce'],
      more: () => ({ session_state: 'x' }),
    }),
    '/token': token({ auth: 'post', pkce: 'required', issue }),
  },
  expected: { subject: `${tid}:${oid}`, email, emailVerified: false, name: 'Ann Example' },
  traps: {
    ...openIdTraps,
    'a domain that the tenant owns': verified,
    'xms_edov as a number': verified,
    'xms_edov as text': verified,
    'xms_edov that says no': unverified,
    'email_verified of its own': unverified,
    'a list of verified addresses': verified,
    'a list with other addresses': unverified,
    'an address as the name of the user': unverified,
    'a personal account': { profile: { subject: `${personal}:${oid}` } },
    'the issuer of another tenant': { error: /iss/ },
    'a tid that is none': { error: /iss/ },
    'no tid': { error: /iss/ },
    'no oid': { error: /no usable subject/ },
    'one tenant only': { settings: { tenant: tid }, profile: { subject: `${tid}:${oid}` } },
  },
};

/** The same, where companies and schools are asked for. */
export const organizations: Simulation = {
  ...microsoft,
  settings: { tenant: 'organizations' },
  traps: { 'a personal account': { error: { name: 'NotAllowedError' } } },
};

/** The same, where one tenant is asked for, whose metadata is no template. */
export const oneTenant: Simulation = {
  ...microsoft,
  settings: { tenant: tid },
  traps: {
    'a personal account': { error: /iss/ },
    'the issuer of another tenant': { error: /iss/ },
  },
};
