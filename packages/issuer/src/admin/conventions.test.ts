import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinGateway } from '../directory/context.fixture.ts';
import { rateLimits } from '../listen/limits.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';
import { adminOperations } from './admin.routes.ts';

let admin: AdminHarness;
let root: string;

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
});

afterAll(() => admin.close());

async function ask(method: string, path: string, body?: unknown, key?: string) {
  const headers: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key };
  const response = await admin.call(method, path, { token: root, body, headers });
  const text = await response.text();
  const json = text === '' ? null : JSON.parse(text);
  return { status: response.status, json, headers: response.headers };
}

describe('a refusal is a problem of RFC 9457', () => {
  test('that names each field that is wrong, by where it is', async () => {
    const { status, json, headers } = await ask('POST', '/users', { email: 'x', 'a/b': 1 });
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(json).toMatchObject({
      ...{ type: 'about:blank', title: 'Bad Request', status: 400, code: 'invalid_request' },
      error: 'invalid_request',
      error_description: json.detail,
    });
    const pointers = json.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['#/email', '#/name']));
    const query = await ask('GET', '/users?limit=0');
    expect(query.json.errors).toEqual([
      { parameter: 'limit', detail: expect.stringContaining('limit') },
    ]);
  });

  test('also before it comes to the operation', async () => {
    const response = await admin.call('GET', '/users');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 401, code: 'invalid_token' });
    const missing = await ask('GET', '/roles/none');
    expect(missing.json).toMatchObject({ status: 404, title: 'Not Found', code: 'not_found' });
  });
});

describe('a cursor that no page ended with is refused', () => {
  const id = '00000000-0000-4000-8000-000000000000';
  const resource = '/resource-roles/of-resource?type=order&identifier=42';
  test.each([
    ['/roles?', ['a\0']],
    ['/organizations?', ['\ud800', id]],
    ['/users?q=a&', ['\0', id]],
    [`/resource-roles?holder=user:${id}&`, ['\0', 'a', 'b']],
    [`${resource}&`, [1.5]],
    [`${resource}&`, [1e300]],
    ['/mails?', ['0000-01-01T00:00:00Z', id]],
    ['/audit?', ['0000-01-01T00:00:00Z', 1]],
  ])('of %s: %j', async (path, place) => {
    const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
    const { status, json } = await ask('GET', `${path}cursor=${cursor}`);
    expect([status, json.code]).toEqual([400, 'invalid_request']);
  });
});

test('a cursor is taken back however long the names are that a page ends with', async () => {
  const id = await admin.idOf('root@example.com');
  for (const end of ['一', '二']) {
    await admin.sql`
      insert into resource_roles (user_id, type, identifier, role)
      values (${id}, ${'型'.repeat(100)}, ${'号'.repeat(199) + end}, 'support')`;
  }
  const list = `/resource-roles?holder=user:${id}&limit=1`;
  const first = await ask('GET', list);
  const second = await ask('GET', `${list}&cursor=${first.json.next_cursor}`);
  expect(second).toMatchObject({ status: 200, json: { next_cursor: null } });
  expect(second.json.items).toHaveLength(1);
});

describe('a take-away says', () => {
  test('how many gateways acknowledged it, and how long that took', async () => {
    await ask('POST', '/roles', { name: 'taken' });
    const gateway = await joinGateway(admin);
    const head = async () => (await admin.sql`select pos from head`)[0]!['pos'];
    const before = await head();
    const answer = ask('DELETE', '/roles/taken');
    await expect.poll(head).not.toBe(before);
    await gateway.acknowledge();
    const header = (await answer).headers.get('sallyport-barrier');
    expect(header).toMatch(/^waited=\d+, gateways=1, acknowledged=1$/);
    await gateway.leave();
  });

  test('so when there was nothing to do and no one to wait for, and a read does not', async () => {
    const { headers } = await ask('DELETE', '/roles/nothing');
    expect(headers.get('sallyport-barrier')).toMatch(/^waited=\d+, gateways=0, acknowledged=0$/);
    expect((await ask('GET', '/roles')).headers.get('sallyport-barrier')).toBeNull();
  });

  test('which did not acknowledge what was given', async () => {
    const gateway = await joinGateway(admin);
    await gateway.acknowledge();
    await ask('POST', '/roles', { name: 'given' });
    const { headers } = await ask('PUT', '/roles/given/permissions/orders:read');
    expect(headers.get('sallyport-barrier')).toMatch(/^waited=\d+, gateways=1, acknowledged=0$/);
    await gateway.leave();
  });
});

describe('with an Idempotency-Key', () => {
  const client = (id: string) => ({
    ...{ id, name: id, type: 'service', grants: ['client_credentials'] },
  });

  test('a repetition is answered as the first one was, a secret included, which is not kept in the clear', async () => {
    const first = await ask('POST', '/clients', client('once'), 'key 1');
    const second = await ask('POST', '/clients', client('once'), 'key 1');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    const rows = await admin.sql<{ answer: Buffer }[]>`select answer from idempotency_keys`;
    for (const { answer } of rows) expect(answer.includes(first.json.client_secret)).toBe(false);
  });

  test('of twins at once one is done, and the other is told to wait or gets its answer', async () => {
    await ask('POST', '/clients', client('twins'));
    const ask1 = () => ask('POST', '/clients/twins/secrets', undefined, 'twins');
    const answers = await Promise.all([ask1(), ask1(), ask1()]);
    const made = await admin.sql`
      select from audit_events where action = 'client.rotate_secret'
        and 'client:twins' = any(subjects)`;
    expect(made).toHaveLength(1);
    expect(answers.map(({ status }) => status)).toContain(201);
    for (const { status } of answers) expect([201, 409]).toContain(status);
    const later = await ask1();
    expect([later.status, later.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  });

  test('another request is refused, of another caller it is another key', async () => {
    await ask('POST', '/roles', { name: 'keyed' }, 'key 2');
    const other = await ask('POST', '/roles', { name: 'keyed', permissions: [] }, 'key 2');
    expect([other.status, other.json.code]).toEqual([422, 'idempotency_key_reused']);
    const reader = await admin.tokenOf('reader@example.com');
    const forbidden = await admin.call('POST', '/roles', {
      ...{ token: reader, body: { name: 'keyed' }, headers: { 'Idempotency-Key': 'key 2' } },
    });
    expect(forbidden.status).toBe(403);
  });

  test('what was refused may be tried again', async () => {
    const refused = await ask('POST', '/groups', { name: 'late', parent: 'not there' }, 'key 3');
    expect(refused.status).toBe(400);
    const missing = await ask('POST', '/groups', { name: 'late', parent: 'missing' }, 'key 3');
    expect(missing.status).toBe(404);
    expect((await ask('POST', '/groups', { name: 'late' }, 'key 3')).status).toBe(201);
  });

  test('what was cut off is not done twice, and the key is free after a day', async () => {
    await ask('POST', '/groups', { name: 'cut' }, 'key 4');
    await admin.sql`update idempotency_keys set answer = null`;
    const again = await ask('POST', '/groups', { name: 'cut' }, 'key 4');
    expect([again.status, again.json.detail]).toEqual([409, expect.stringContaining('lost')]);
    await admin.sql`update idempotency_keys set expires_at = now() - interval '1 second'`;
    const free = await ask('POST', '/groups', { name: 'cut' }, 'key 4');
    expect(free.json.detail).toContain('There is a group cut already');
  });
});

describe('what has an ETag', () => {
  let person: string;
  beforeAll(async () => {
    person = await admin.idOf('plain@example.com');
    await ok('POST', '/roles', { name: 'compared', permissions: [] });
    await ok('POST', '/groups', { name: 'team' });
    await ok('POST', '/organizations', { key: 'acme', name: 'Acme' });
    await ok('PUT', `/organizations/acme/members/${person}`);
    await ok('POST', '/clients', { id: 'made', name: 'Made', type: 'service' });
  });

  async function ok(method: string, path: string, body?: unknown) {
    const answer = await ask(method, path, body);
    expect(answer.status, JSON.stringify(answer.json)).toBeLessThan(300);
    return answer;
  }
  const versionOf = async (path: string) => (await ok('GET', path)).headers.get('etag')!;
  const change = (method: string, path: string, body: unknown, etag: string) =>
    admin.call(method, path, { token: root, body, headers: { 'If-Match': etag } });
  const thing = (path: string) => path.replace('{person}', person);

  const later = { valid_until: '2100-01-01T00:00:00Z' };
  // One after the other: each makes another version.
  test.each([
    ['/users/{person}', 'PUT', '/roles/compared', {}],
    ['/users/{person}', 'DELETE', '/roles/compared', undefined],
    ['/users/{person}', 'PUT', '/groups/team', later],
    ['/users/{person}', 'DELETE', '/groups/team', undefined],
    ['/users/{person}/profile', 'PATCH', '', { name: 'Another Name' }],
    ['/groups/team', 'PUT', '/roles/compared', {}],
    ['/groups/team', 'DELETE', '/roles/compared', undefined],
    ['/clients/made', 'PUT', '/roles/compared', {}],
    ['/clients/made', 'DELETE', '/roles/compared', undefined],
    ['/organizations/acme', 'PUT', '/roles/compared', {}],
    ['/organizations/acme', 'DELETE', '/roles/compared', undefined],
    ['/organizations/acme/members/{person}', 'PUT', '/roles/compared', {}],
    ['/organizations/acme/members/{person}', 'DELETE', '/roles/compared', undefined],
    ['/organizations/acme/branding', 'PUT', '', { name: 'Acme' }],
    ['/organizations/acme/branding', 'DELETE', '', undefined],
    ['/organizations/acme/members/{person}', 'DELETE', '', undefined],
  ])('%s: of two who %s %s at once, one is told', async (of, method, part, body) => {
    const path = thing(of) + part;
    const etag = await versionOf(thing(of));
    expect((await change(method, path, body, '"another"')).status).toBe(412);
    expect(await versionOf(thing(of))).toBe(etag);
    const both = await Promise.all([1, 2].map(() => change(method, path, body, etag)));
    const done = method === 'PATCH' ? 200 : 204;
    expect(both.map(({ status }) => status).sort()).toEqual([done, 412]);
  });

  test('has another one with a new secret, though there are as many', async () => {
    await ok('POST', '/clients/made/secrets');
    const etag = await versionOf('/clients/made');
    await ok('POST', '/clients/made/secrets');
    const former = '/clients/made/secrets/former';
    expect((await change('DELETE', former, undefined, etag)).status).toBe(412);
    const now = await versionOf('/clients/made');
    expect((await change('DELETE', former, undefined, now)).status).toBe(204);
  });

  test('is compared by all that changes it, and nothing else takes If-Match', async () => {
    const operations = adminOperations(admin);
    const paths = operations.filter((one) => one.method === 'GET' && one.versioned);
    expect(paths.length).toBeGreaterThan(8);
    const forgotten = operations.filter(
      ({ method, path, versioned }) =>
        !['GET', 'POST'].includes(method) && !versioned && paths.some((one) => one.path === path),
    );
    expect(forgotten.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    const refused = await change('DELETE', `/users/${person}/sessions`, undefined, '"x"');
    expect([refused.status, (await refused.json()).detail]).toEqual([
      400,
      expect.stringContaining('If-Match'),
    ]);
  });
});

test('one caller has a limit, and the others do not feel it', async () => {
  const id = await admin.idOf('reader@example.com');
  const reader = await admin.tokenOf('reader@example.com');
  for (let call = 0; call < rateLimits.administration.times; call++) {
    admin.rates.administration.count(`user:${id}`);
  }
  const refused = await admin.call('GET', '/roles', { token: reader });
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect((await ask('GET', '/roles')).status).toBe(200);
});

test('explanations have a limit of their own', async () => {
  const actor = `user:${await admin.idOf('root@example.com')}`;
  for (let call = 0; call < rateLimits.explanations.times; call++) {
    admin.rates.explanations.count(actor);
  }
  const refused = await ask('POST', '/explain', { client: 'console', api: 'https://x.example' });
  expect([refused.status, refused.json.detail]).toEqual([
    429,
    expect.stringContaining('too many explanations'),
  ]);
  expect((await ask('GET', '/roles')).status).toBe(200);
});

test('the first refused calls of a caller are in the audit log', async () => {
  const token = await admin.tokenOf('plain@example.com');
  const actor = `user:${await admin.idOf('plain@example.com')}`;
  for (let call = 0; call < rateLimits.refusedCalls.times + 2; call++) {
    expect((await admin.call('DELETE', '/roles/reader', { token })).status).toBe(403);
  }
  const { items } = (await ask('GET', `/audit?actor=${actor}&action=admin.refuse`)).json;
  expect(items).toHaveLength(rateLimits.refusedCalls.times);
  expect(items[0]).toMatchObject({
    ...{ outcome: 'failure', subjects: ['admin'] },
    detail: { operation: 'DELETE /roles/{role}' },
  });
});
