import { afterAll, beforeAll, expect, test } from 'vitest';
import { openUsersCommand, type UsersCommand } from './users-command.fixture.ts';

let users: UsersCommand;
beforeAll(async () => {
  users = await openUsersCommand();
});
afterAll(() => users.close());

const people = (name: string, count: number): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({ email: `${name}${n}@cli.example`, email_verified: n % 2 === 0, name: 'One' }),
  ).join('\n');

const countOf = async (name: string): Promise<number> => {
  const [row] = await users.admin.sql<{ count: number }[]>`
    select count(*)::int as count from users where email like ${`${name}%@cli.example`}`;
  return row!.count;
};

test('a file that was stopped by kill -9 goes on, beside another import of it', async () => {
  const path = await users.fileOf('killed.jsonl', people('killed', 4_000));
  const command = users.begin('import', path);
  await command.until(async () => (await countOf('killed')) > 0);
  command.process.kill('SIGKILL');
  await command.ended;
  const made = await countOf('killed');
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(4_000);
  const again = await Promise.all([1, 2].map(() => users.begin('import', path, '--json').ended));
  const created = again.map(({ stdout }) => JSON.parse(stdout).created as number);
  expect(made + created[0]! + created[1]!).toBe(4_000);
  expect(await countOf('killed')).toBe(4_000);
});
