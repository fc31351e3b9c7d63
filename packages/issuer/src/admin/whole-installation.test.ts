import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { changesAfter, headOf } from '../directory/context.fixture.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { registrationPolicy } from '../registration-policy/registration-policy.ts';
import { signInPolicy } from '../sign-in-policy/policy.ts';
import { type AdminHarness, adminDeclaration, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;

const orders = 'https://orders.example';
const idp = { issuer: 'https://idp.example', audience: orders, map: { sub: 'sub' } };
const keyOf = (issuer: string) => Buffer.from(issuer).toString('base64url');

const apply = (sections: object) =>
  applyConfiguration(declarationSchema.parse({ ...adminDeclaration, ...sections }), admin);

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  const role = { name: 'half', permissions: ['configuration:read', 'configuration:write'] };
  await ask('POST', '/roles', { body: role });
  await ask('PUT', `/users/${await admin.idOf('plain@example.com')}/roles/half`, { body: {} });
});

afterAll(() => admin.close());

async function ask(
  method: string,
  path: string,
  options: { body?: object; token?: string; headers?: Record<string, string> } = {},
) {
  const response = await admin.call(method, path, { token: root, ...options });
  const text = await response.text();
  const json = text === '' ? null : JSON.parse(text);
  return { status: response.status, json, etag: response.headers.get('etag') ?? '' };
}

const pointers = ({ json }: { json: { errors?: { pointer: string }[] } }) =>
  (json.errors ?? []).map(({ pointer }) => pointer);

const actions = async (subject: string) => {
  const rows = await admin.sql<{ action: string }[]>`
    select action from audit_events where ${subject} = any(subjects) order by at`;
  return rows.map(({ action }) => action);
};

describe('a trusted issuer', () => {
  const path = `/trusted-issuers/${keyOf(idp.issuer)}`;

  test('is made, replaced under the version that was read, and deleted, which evicts what it gave', async () => {
    const made = await ask('POST', '/trusted-issuers', { body: idp });
    expect(made).toMatchObject({
      status: 201,
      json: { key: keyOf(idp.issuer), declared: false, audiences: { [orders]: orders } },
    });
    expect(await ask('GET', path)).toEqual({ ...made, status: 200 });
    const start = await headOf(admin);
    const replace = (sub: string) =>
      ask('PUT', path, {
        body: { audience: orders, map: { sub } },
        headers: { 'If-Match': made.etag },
      });
    const writers = await Promise.all([replace('oid'), replace('upn')]);
    expect(writers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const { json } = await ask('GET', '/trusted-issuers');
    expect(json).toEqual({
      items: [writers.find(({ status }) => status === 200)?.json],
      next_cursor: null,
    });
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(404);
    const tag = `trusted_issuer:${idp.issuer}`;
    expect(await changesAfter(admin, start)).toEqual([[tag], [tag]]);
    expect(await actions(tag)).toEqual(
      ['create', 'update', 'delete'].map((each) => `trusted_issuer.${each}`),
    );
  });

  test('is refused with the field that is wrong', async () => {
    const wrong = { ...idp, audience: 'urn:none', map: { sub: 'sub', role_names: { A: 'none' } } };
    expect(pointers(await ask('POST', '/trusted-issuers', { body: wrong }))).toEqual([
      ...['#/audience', '#/map/role_names/A'],
    ]);
    const own = { ...idp, issuer: 'http://localhost:9000' };
    expect(pointers(await ask('POST', '/trusted-issuers', { body: own }))).toEqual(['#/issuer']);
    const { issuer: _, audience: __, ...nothing } = idp;
    expect(pointers(await ask('PUT', path, { body: nothing }))).toEqual(['#/audiences']);
  });

  test('of the file is changed there, and the file takes over one of the same issuer', async () => {
    const own = { ...idp, issuer: 'https://own.example' };
    for (const body of [idp, own]) await ask('POST', '/trusted-issuers', { body });
    const { takenOver } = await apply({ trusted_issuers: [idp] });
    expect(takenOver).toEqual([`trusted_issuer:${idp.issuer}`]);
    expect((await ask('DELETE', path)).status).toBe(409);
    await apply({});
    const { json } = await ask('GET', '/trusted-issuers?limit=1');
    expect(json.items.map(({ issuer }: { issuer: string }) => issuer)).toEqual([own.issuer]);
    await ask('DELETE', `/trusted-issuers/${keyOf(own.issuer)}`);
  });
});

describe('a policy', () => {
  const set = (name: string, definition: object, headers = {}) =>
    ask('PUT', `/policies/${name}`, { body: { definition }, headers });

  test('is set under the version that was read, holds at once, and is reset', async () => {
    const before = await ask('GET', '/policies/sign_in');
    expect(before.json).toMatchObject({ name: 'sign_in', default: true, declared: false });
    const headers = { 'If-Match': before.etag };
    const done = await set('sign_in', { ways: ['passkey'] }, headers);
    expect(done).toMatchObject({ status: 200, json: { default: false, declared: false } });
    expect(await readPolicy(admin.sql, signInPolicy)).toMatchObject({ ways: ['passkey'] });
    expect((await set('sign_in', { ways: ['password'] }, headers)).status).toBe(412);
    expect((await ask('DELETE', '/policies/sign_in')).status).toBe(204);
    expect(await ask('GET', '/policies/sign_in')).toEqual(before);
    expect(await actions('policy:sign_in')).toEqual(['policy.update', 'policy.update']);
    expect((await ask('GET', '/policies/none')).status).toBe(404);
  });

  test('is refused with the field that is wrong', async () => {
    expect(pointers(await set('password', { minimum_length: 1, more: 2 }))).toEqual([
      ...['#/definition/minimum_length', '#/definition'],
    ]);
    const registration = { mode: 'invitation', groups: ['staff', 'none'] };
    expect(pointers(await set('registration', registration))).toEqual(['#/definition/groups/1']);
  });

  test('stays while the file says nothing of it, and is the file’s from then on', async () => {
    await set('registration', { mode: 'invitation', groups: ['staff'] });
    expect(await apply({})).toMatchObject({ changed: false });
    const held = await readPolicy(admin.sql, registrationPolicy);
    expect(held).toMatchObject({ mode: 'invitation', groups: ['staff'] });
    const { takenOver } = await apply({ registration: { mode: 'off' } });
    expect(takenOver).toEqual(['registration']);
    const refused = await set('registration', {});
    expect([refused.status, refused.json.detail]).toEqual([
      ...[409, expect.stringContaining('The section registration')],
    ]);
    await apply({});
    const { json } = await ask('GET', '/policies/registration');
    expect(json).toMatchObject({ default: true, declared: false });
  });
});

describe('what the pages look like', () => {
  const colors = { accent: '#17605a' };

  test('is set under the version that was read, and reset', async () => {
    const before = await ask('GET', '/branding');
    expect(before.json).toMatchObject({ declared: false, colors: {} });
    const headers = { 'If-Match': before.etag };
    const done = await ask('PUT', '/branding', { body: { name: 'Acme', colors }, headers });
    expect(done).toMatchObject({ status: 200, json: { name: 'Acme', colors, declared: false } });
    expect(await ask('GET', '/branding')).toEqual(done);
    expect((await ask('PUT', '/branding', { body: {}, headers })).status).toBe(412);
    expect(await apply({})).toMatchObject({ changed: false });
    expect((await ask('DELETE', '/branding')).status).toBe(204);
    expect(await ask('GET', '/branding')).toEqual(before);
    expect(await actions('policy:branding')).toEqual(['branding.update', 'branding.update']);
  });

  test('has to be readable, and is the file’s where the file says it', async () => {
    const pale = { colors: { accent: '#ffffee' } };
    expect(pointers(await ask('PUT', '/branding', { body: pale }))).toEqual(['#/colors/accent']);
    await ask('PUT', '/branding', { body: { name: 'Acme' } });
    const { takenOver } = await apply({ branding: { name: 'Of the file' } });
    expect(takenOver).toEqual(['branding']);
    expect((await ask('DELETE', '/branding')).status).toBe(409);
    await apply({});
    expect((await ask('GET', '/branding')).json).toMatchObject({ declared: false, colors: {} });
  });
});

test('each of them takes every permission', async () => {
  const token = await admin.tokenOf('plain@example.com');
  const answers = await Promise.all([
    ask('POST', '/trusted-issuers', { body: idp, token }),
    ask('DELETE', `/trusted-issuers/${keyOf(idp.issuer)}`, { token }),
    ask('PUT', '/policies/sign_in', { body: { definition: {} }, token }),
    ask('DELETE', '/policies/sign_in', { token }),
    ask('PUT', '/branding', { body: {}, token }),
    ask('DELETE', '/branding', { token }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
});
