import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminHarness, openAdminHarness } from '@sallyport/issuer/admin/admin.fixture.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { apply } from './apply.ts';

let admin: AdminHarness;
let directory: string;
let root: string;

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  directory = await mkdtemp(join(tmpdir(), 'sallyport-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await admin.close();
});

/** What the console needs of the file, and what is put in besides. */
const file = (extra: string) => `
issuer: { url: http://localhost:9000 }
apis:
  - id: https://orders.example
    name: { en: Orders, de: Bestellungen }
    permissions: [orders:read]
    authorization_details:
      - type: order
        actions: [{ name: read, permission: orders:read, text: 'See order {identifier}' }]
roles:
  - { name: reader, permissions: [directory:read] }
  - { name: 'pipeline', permissions: [orders:read] }
users:
  - { email: root@example.com, name: Root, roles: [administrator] }
  - { email: reader@example.com, name: Reader, roles: [reader] }
clients:
  - id: console
    name: Console
    type: web
    secret: the console has a secret of its own
    redirect_uris: [http://localhost:8080/auth/callback]
    grants: [authorization_code, refresh_token]
    apis: [http://localhost:9000/admin/v1]
${extra}`;

/** @returns what was printed */
async function applyAs(token: string, text: string, dryRun = false): Promise<string> {
  const path = join(directory, 'sallyport.yaml');
  const tokenFile = join(directory, 'token');
  await writeFile(path, text);
  await writeFile(tokenFile, `${token}\n`);
  const written = vi.spyOn(process.stdout, 'write').mockImplementation((...given) => {
    const done = given.at(-1);
    if (typeof done === 'function') (done as () => void)();
    return true;
  });
  try {
    await apply(path, { dataDir: directory, dryRun, issuer: admin.origin, tokenFile });
    return written.mock.calls.map(([chunk]) => String(chunk)).join('');
  } finally {
    written.mockRestore();
  }
}

const hasPipeline = async () =>
  (await admin.sql`select from roles where name = 'pipeline'`).length > 0;

test('a file is applied with a token alone: neither database nor secret', async () => {
  const planned = await applyAs(root, file(''), true);
  expect(planned).toContain('+ role:pipeline');
  expect(planned).toContain('Nothing was changed: this was a dry run.');
  expect(await hasPipeline()).toBe(false);
  const applied = await applyAs(root, file(''));
  expect(applied).toContain('+ role:pipeline');
  expect(applied).toContain('Applied; all gateways use it.');
  expect(await hasPipeline()).toBe(true);
  expect(await applyAs(root, file(''))).toContain('Nothing to change.');
  const [event] = await admin.sql`
    select actor from audit_events where action = 'configuration.apply' order by id desc limit 1`;
  expect(event?.['actor']).toBe(`user:${await admin.idOf('root@example.com')}`);
  const [api] = await admin.sql`select names from apis where id = 'https://orders.example'`;
  expect(api?.['names']).toEqual({ en: 'Orders', de: 'Bestellungen' });
});

test('it can give anyone anything, and so needs everything', async () => {
  await admin.sql`
    insert into role_permissions (role, permission) values ('reader', 'configuration:write')`;
  const reader = await admin.tokenOf('reader@example.com');
  await expect(applyAs(reader, file(''))).rejects.toThrow('needs it too');
});

test('what is refused says why', async () => {
  const elsewhere = file('').replace('http://localhost:9000 }', 'http://localhost:9009 }');
  const moved = elsewhere.replace('apis: [http://localhost:9000/admin/v1]', 'apis: []');
  await expect(applyAs(root, moved)).rejects.toThrow('issuer.url is http://localhost:9009');
  const contradictory = await admin.call('POST', '/configuration', {
    token: root,
    body: {
      issuer_url: 'http://localhost:9000',
      declaration: { roles: [{ name: 'odd', permissions: ['no:such'] }] },
    },
  });
  expect(contradictory.status).toBe(400);
  expect((await contradictory.json()).errors).toEqual([
    { pointer: '#/roles/0/permissions/0', detail: expect.stringContaining('no:such') },
  ]);
});
