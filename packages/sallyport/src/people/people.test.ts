import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminHarness, openAdminHarness } from '@sallyport/issuer/admin/admin.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../../testing/until.ts';

let admin: AdminHarness;
let directory: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  admin = await openAdminHarness();
  directory = await mkdtemp(join(tmpdir(), 'sallyport-people-'));
  env = {
    ...process.env,
    SALLYPORT_ISSUER: admin.origin,
    SALLYPORT_TOKEN: await admin.tokenOf('root@example.com'),
    XDG_STATE_HOME: directory,
  };
});
afterAll(async () => {
  await admin.close();
  await rm(directory, { recursive: true });
});

const main = new URL('../main.ts', import.meta.url).pathname;

function begin(...words: string[]) {
  const child = spawn(process.execPath, [main, 'users', ...words], { env });
  let [out, said] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (said += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, out, said }));
  return { child, ended };
}

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

const people = (name: string, count: number): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({ email: `${name}${n}@cli.example`, email_verified: n % 2 === 0, name: 'One' }),
  ).join('\n');

const countOf = async (name: string): Promise<number> => {
  const [row] = await admin.sql<{ count: number }[]>`
    select count(*)::int as count from users where email like ${`${name}%@cli.example`}`;
  return row!.count;
};

test('a file that was stopped by kill -9 goes on, beside another import of it', async () => {
  const path = await fileOf('killed.jsonl', people('killed', 4_000));
  const { child, ended } = begin('import', path);
  const some = Promise.withResolvers<void>();
  void ended.then(() => some.resolve());
  const look = async () => {
    await until(async () => (await countOf('killed')) > 0 || child.exitCode !== null);
    some.resolve();
  };
  await Promise.all([some.promise, look()]);
  child.kill('SIGKILL');
  await ended;
  const made = await countOf('killed');
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(4_000);
  const again = await Promise.all([1, 2].map(() => begin('import', path, '--json').ended));
  const created = again.map(({ out }) => JSON.parse(out).created as number);
  expect(made + created[0]! + created[1]!).toBe(4_000);
  expect(await countOf('killed')).toBe(4_000);
});

test('what is no person is told with its line, and the others are made', async () => {
  const good = (n: number) => JSON.stringify({ email: `odd${n}@cli.example`, name: 'Odd' });
  const content = Buffer.concat([
    Buffer.from(`\ufeff${good(1)}\r\n\r\n${good(2)}\r\nno JSON\n`),
    Buffer.from(`{"email":"${'x'.repeat(10_000_000)}"}\n`),
    Buffer.from([0x7b, 0xff, 0xfe, 0x0a]),
    Buffer.from(`{"email":"odd3@cli.example","name":"a\\u0000b"}\n`),
    Buffer.from(`${good(1)}\n{"email":"nowhere","name":"x"}\n${good(4)}\n{"email":"odd5@cli.ex`),
  ]);
  const path = await fileOf('odd.jsonl', content);
  const { code, out, said } = await begin('import', path).ended;
  expect(out).toBe('3 new, 1 had an account, 6 refused.\n');
  expect(code).toBe(1);
  expect(said).toContain(`${path}.refused.jsonl`);
  expect(said).toMatch(/^6 lines were refused:\n {2}2 × The line is not JSON: line 4, line 11\n/);
  const refused = (await readFile(`${path}.refused.jsonl`, 'utf8')).trimEnd().split('\n');
  expect(refused.map((line) => JSON.parse(line)).map(({ line }) => line)).toEqual([
    4, 5, 6, 7, 9, 11,
  ]);
  expect(refused.join('\n')).toMatch(/longer than .*\n.*UTF-8.*\n.*NUL.*\n.*email: .*\n.*not JSON/);
});

test.each([
  ['people.csv', 'email,name\nalice@example.com,Alice\n'],
  ['people.json', '[\n {\n  "email": "alice@example.com"\n }\n]\n'],
])('%s is told to be no JSON Lines, and nothing is sent', async (name, content) => {
  const path = await fileOf(name, content);
  const { code, out, said } = await begin('import', path).ended;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(said).toMatch(/has no JSON object in any of its first lines\. .*jq -c/);
});

test('an import stops when too much is refused', async () => {
  const path = await fileOf('bad.jsonl', '{"name":"x"}\n'.repeat(3_000));
  const { code, said } = await begin('import', path, '--max-refused', '10').ended;
  expect({ code, said }).toMatchObject({ code: 1, said: expect.stringContaining('--max-refused') });
});

test('what is exported is what an import takes', async () => {
  const { code, out } = await begin('export').ended;
  expect(code).toBe(0);
  const path = await fileOf('export.jsonl', out);
  const told = await begin('import', path, '--json', '--dry-run').ended;
  const count = out.trimEnd().split('\n').length;
  expect(JSON.parse(told.out)).toEqual({ created: 0, existing: count, refused: 0 });
});
