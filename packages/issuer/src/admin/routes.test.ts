import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { changesAfter, headOf } from '../directory/context.fixture.ts';
import { readRoutesTable } from '../gateway-routes/read-routes.service.ts';
import { type AdminHarness, adminDeclaration, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;

const api = 'https://orders.example';
const ofFile = { path: '/api/orders/*', api, upstream: 'http://orders:7001' };
const definition = { host: 'api.shop.example', path: '/refunds/*', api, upstream: 'http://r:7002' };

const applyRoutes = (...routes: object[]) =>
  applyConfiguration(declarationSchema.parse({ ...adminDeclaration, routes }), admin);

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  await applyRoutes(ofFile);
  const role = { name: 'router', permissions: ['routes:read', 'routes:write'] };
  await ask('POST', '/roles', { body: role });
  await ask('PUT', `/users/${await admin.idOf('plain@example.com')}/roles/router`, { body: {} });
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

const make = (id: string, given: object = {}) =>
  ask('POST', '/routes', { body: { id, definition: { ...definition, ...given } } });

const paths = async () => (await readRoutesTable(admin.sql)).routes.map(({ path }) => path);

const pointers = ({ json }: { json: { errors?: { pointer: string; detail: string }[] } }) =>
  (json.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);

describe('a route', () => {
  test('is made, read, replaced under the version that was read, and deleted', async () => {
    const made = await make('refunds');
    expect(made).toMatchObject({
      status: 201,
      json: { id: 'refunds', declared: false, definition },
    });
    const read = await ask('GET', '/routes/refunds');
    expect(read).toEqual({ ...made, status: 200 });
    const replace = (path: string) =>
      ask('PUT', '/routes/refunds', {
        body: { definition: { ...definition, path, methods: ['GET'] } },
        headers: { 'If-Match': read.etag },
      });
    const writers = await Promise.all([replace('/one/*'), replace('/other/*')]);
    expect(writers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const won = writers.find(({ status }) => status === 200);
    expect(await ask('GET', '/routes/refunds')).toEqual(won);
    const remove = (etag: string) =>
      ask('DELETE', '/routes/refunds', { headers: { 'If-Match': etag } });
    expect((await remove(read.etag)).status).toBe(412);
    expect((await remove(won?.etag ?? '')).status).toBe(204);
    expect((await ask('GET', '/routes/refunds')).status).toBe(404);
    expect((await ask('DELETE', '/routes/refunds')).status).toBe(204);
    const events = await admin.sql`
      select action, detail from audit_events where 'route:refunds' = any(subjects) order by at, id`;
    expect(events.map(({ action }) => action).toSorted()).toEqual([
      ...['route.create', 'route.delete', 'route.update'],
    ]);
    expect(events.find(({ action }) => action === 'route.update')?.['detail']).toMatchObject({
      changed: ['path', 'methods'],
      before: { path: '/refunds/*', methods: null },
      after: { path: won?.json.definition.path, methods: ['GET'] },
    });
  });

  test('is told to the gateways in the transaction that makes and removes it', async () => {
    const start = await headOf(admin);
    const explained = async () => {
      const user = await admin.idOf('root@example.com');
      const request = { user, method: 'GET', host: definition.host, path: '/refunds/1' };
      return (await ask('POST', '/explain', { body: request })).json.route;
    };
    expect(await explained()).toBeNull();
    const open = { ...definition, api: undefined, authenticate: 'none' };
    await make('told', open);
    expect(await paths()).toEqual(['/api/orders/*', '/refunds/*']);
    expect(await explained()).toMatchObject({ path: '/refunds/*' });
    await ask('PUT', '/routes/told', { body: { definition: open } });
    await ask('DELETE', '/routes/told');
    expect(await paths()).toEqual(['/api/orders/*']);
    expect(await explained()).toBeNull();
    expect(await changesAfter(admin, start)).toEqual([['routes'], ['routes']]);
  });

  test('that is wrong is refused with the field that is wrong', async () => {
    const wrong = {
      path: '/a/*',
      upstream: 'orders',
      api: 'urn:none',
      require: { scopes: ['a b'] },
    };
    expect(pointers(await make('wrong', wrong))).toEqual([
      expect.stringMatching('^#/definition/upstream .*An upstream is an origin'),
      expect.stringMatching('^#/definition/require/scopes/0 .*printable ASCII'),
    ]);
    const names = { api: 'urn:none', require: { permissions: ['orders:eat'], roles: ['cook'] } };
    expect(pointers(await make('wrong', names))).toEqual([
      expect.stringMatching('^#/definition/api .*There is no API urn:none'),
      expect.stringMatching('^#/definition/require/permissions/0 .*orders:eat'),
      expect.stringMatching('^#/definition/require/roles/0 .*no role cook'),
    ]);
    expect((await make('wrong', { path: '/a\u0000' })).status).toBe(400);
    expect(pointers(await make('file-wrong'))).toEqual([expect.stringMatching('^#/id ')]);
    expect((await ask('PUT', '/routes/none', { body: { definition } })).status).toBe(404);
  });

  test('is for requests that no other one is for', async () => {
    await make('first', { path: '/items/{id}', methods: ['GET'] });
    const again = await make('first', { path: '/elsewhere' });
    expect([again.status, again.json.detail]).toEqual([409, expect.stringContaining('another id')]);
    const same = await make('second', { path: '/items/{item}', methods: ['GET', 'PUT'] });
    expect(same.json.detail).toBe(
      'GET, HEAD at api.shop.example/items/{id} is already for the route first. Give this one other methods, another path or another host.',
    );
    expect((await make('second', { path: '/items/{item}', methods: ['PUT'] })).status).toBe(201);
    const { host: _, ...everywhere } = definition;
    const asFile = { id: 'third', definition: { ...everywhere, path: '/api/orders/*' } };
    expect((await ask('POST', '/routes', { body: asFile })).status).toBe(409);
    for (const id of ['first', 'second']) await ask('DELETE', `/routes/${id}`);
  });

  test('keeps its API from being deleted', async () => {
    const id = 'https://night.example';
    const { json } = await ask('POST', '/apis', { body: { id, name: 'Night', permissions: [] } });
    await make('night', { api: id });
    const refused = await ask('DELETE', `/apis/${json.key}`);
    expect([refused.status, refused.json.detail]).toEqual([409, expect.stringContaining('night')]);
    await ask('DELETE', '/routes/night');
    expect((await ask('DELETE', `/apis/${json.key}`)).status).toBe(204);
  });

  test('is made once with a key, however often it is asked for', async () => {
    const body = { id: 'once', definition };
    const headers = { 'Idempotency-Key': 'a route' };
    const [one, two] = [
      await ask('POST', '/routes', { body, headers }),
      await ask('POST', '/routes', { body, headers }),
    ];
    expect(two).toEqual(one);
    await ask('DELETE', '/routes/once');
  });
});

test('routes are listed in pages, those of the file first, and these change in the file alone', async () => {
  await make('b', { path: '/b' });
  await make('a', { path: '/a' });
  const first = await ask('GET', '/routes?limit=2');
  const second = await ask('GET', `/routes?limit=2&cursor=${first.json.next_cursor}`);
  const [file, b] = first.json.items;
  expect([b.id, second.json.items.map(({ id }: { id: string }) => id)]).toEqual(['b', ['a']]);
  expect(second.json.next_cursor).toBeNull();
  expect(file).toMatchObject({ declared: true, definition: ofFile });
  expect((await ask('GET', `/routes/${file.id}`)).json).toEqual(file);
  for (const method of ['PUT', 'DELETE']) {
    const body = method === 'PUT' ? { body: { definition } } : {};
    const { status, json } = await ask(method, `/routes/${file.id}`, body);
    expect([status, json.detail]).toEqual([409, expect.stringContaining('apply the file')]);
  }
  for (const id of ['a', 'b']) await ask('DELETE', `/routes/${id}`);
});

test('a file leaves them alone, takes over what it has itself, and goes first where it has a part', async () => {
  await make('alone', { path: '/alone' });
  await make('same', { path: '/same/{id}', methods: ['GET'] });
  await make('part', { path: '/part', methods: ['GET', 'PUT'] });
  const { host, upstream } = { ...definition, upstream: 'http://file:1' };
  const now = [
    { ...ofFile, host, path: '/part', methods: ['GET'], upstream },
    { ...ofFile, host, path: '/same/{other}', upstream },
  ];
  const applied = await applyRoutes(ofFile, ...now);
  expect(applied).toMatchObject({
    changed: true,
    takenOver: ['route:same'],
    drift: ['route:part: some of its methods are for a route of the file'],
  });
  const { json } = await ask('GET', '/routes');
  expect(
    json.items.map(({ id, declared }: { id: string; declared: boolean }) => declared || id),
  ).toEqual([true, true, true, 'alone', 'part']);
  expect(await applyRoutes(ofFile)).toMatchObject({ summary: { changed: ['routes'] } });
  expect(await paths()).toEqual(['/api/orders/*', '/alone', '/part']);
  for (const id of ['alone', 'part']) await ask('DELETE', `/routes/${id}`);
});

describe('who may write routes and is not an administrator for everything', () => {
  test('makes them at hosts where no administrator comes by', async () => {
    const token = await admin.tokenOf('plain@example.com');
    const as = (body: object) => ask('POST', '/routes', { body, token });
    expect((await as({ id: 'mine', definition })).status).toBe(201);
    const { host: _, ...everywhere } = definition;
    const reaching = [
      everywhere,
      { ...definition, host: 'localhost' },
      { ...definition, path: '/admin', api: 'http://localhost:9000/admin/v1' },
    ];
    for (const each of reaching) {
      const { status, json } = await as({ id: 'reaching', definition: each });
      expect([status, json.detail]).toEqual([403, expect.stringContaining('a host of its own')]);
    }
    const moved = { body: { definition: everywhere }, token };
    expect((await ask('PUT', '/routes/mine', moved)).status).toBe(403);
    await ask('PUT', '/routes/mine', { body: { definition: everywhere } });
    expect((await ask('DELETE', '/routes/mine', { token })).status).toBe(403);
    expect((await ask('DELETE', '/routes/mine')).status).toBe(204);
  });
});
