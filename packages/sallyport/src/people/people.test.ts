import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openUsersCommand, type UsersCommand } from './users-command.fixture.ts';

let users: UsersCommand;
beforeAll(async () => {
  users = await openUsersCommand();
});
afterAll(() => users.close());

test('what is no person is told with its line, and the others are made', async () => {
  const good = (n: number) => JSON.stringify({ email: `odd${n}@cli.example`, name: 'Odd' });
  const content = Buffer.concat([
    Buffer.from(`\ufeff${good(1)}\r\n\r\n${good(2)}\r\nno JSON\n`),
    Buffer.from(`{"email":"${'x'.repeat(10_000_000)}"}\n`),
    Buffer.from([0x7b, 0xff, 0xfe, 0x0a]),
    Buffer.from(`{"email":"odd3@cli.example","name":"a\\u0000b"}\n`),
    Buffer.from(`${good(1)}\n{"email":"nowhere","name":"x"}\n${good(4)}\n{"email":"odd5@cli.ex`),
  ]);
  const path = await users.fileOf('odd.jsonl', content);
  const { code, stdout, stderr } = await users.run('import', path);
  expect(stdout).toBe('3 new, 1 had an account, 6 refused.\n');
  expect(code).toBe(1);
  expect(stderr).toContain(`${path}.refused.jsonl`);
  expect(stderr).toMatch(/^6 lines were refused:\n {2}2 × The line is not JSON: line 4, line 11\n/);
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
  const path = await users.fileOf(name, content);
  const { code, stdout, stderr } = await users.run('import', path);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/has no JSON object in any of its first lines\. .*jq -c/);
});

test('an import stops when too much is refused', async () => {
  const path = await users.fileOf('bad.jsonl', '{"name":"x"}\n'.repeat(3_000));
  const { code, stderr } = await users.run('import', path, '--max-refused', '10');
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--max-refused'),
  });
});

test('what is exported is what an import takes', async () => {
  const { code, stdout } = await users.run('export');
  expect(code).toBe(0);
  const path = await users.fileOf('export.jsonl', stdout);
  const told = await users.run('import', path, '--json', '--dry-run');
  const count = stdout.trimEnd().split('\n').length;
  expect(JSON.parse(told.stdout)).toEqual({ created: 0, existing: count, refused: 0 });
});
