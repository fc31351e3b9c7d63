import { expect, test } from 'vitest';
import { coalesce } from './coalesce.ts';

/** A database whose statements are answered when the test says so. */
function scripted() {
  const statements: { keys: string[]; answer(value: string): void; fail(error: Error): void }[] =
    [];
  const began: (() => void)[] = [];
  const find = coalesce<string>((keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<Map<string, string>>();
    const answer = (value: string) => resolve(new Map(keys.map((key) => [key, value])));
    statements.push({ keys, answer, fail: reject });
    began.shift()?.();
    return promise;
  });
  const begin = () => new Promise<void>((resolve) => began.push(resolve));
  return { statements, find, begin };
}

test('look-ups of one moment share a statement, each key once', async () => {
  const { statements, find, begin } = scripted();
  const answers = Promise.all([find('a'), find('b'), find('a')]);
  await begin();
  expect(statements.map(({ keys }) => keys)).toEqual([['a', 'b']]);
  statements[0]!.answer('now');
  expect(await answers).toEqual(['now', 'now', 'now']);
});

test('no caller is answered from a statement that began before the call', async () => {
  const { statements, find, begin } = scripted();
  const early = find('a');
  await begin();
  const late = find('a');
  await begin();
  statements[0]!.answer('old');
  statements[1]!.answer('new');
  expect(await Promise.all([early, late])).toEqual(['old', 'new']);
});

test('while two are under way the others wait together', async () => {
  const { statements, find, begin } = scripted();
  const first = find('a');
  await begin();
  const second = find('b');
  await begin();
  const others = Promise.all([find('c'), find('d')]);
  expect(statements).toHaveLength(2);
  const third = begin();
  statements[0]!.answer('1');
  await third;
  expect(statements[2]!.keys).toEqual(['c', 'd']);
  statements[1]!.answer('2');
  statements[2]!.answer('3');
  expect([await first, await second, ...(await others)]).toEqual(['1', '2', '3', '3']);
});

test('a crowd is answered in several statements', async () => {
  const statements: string[][] = [];
  const find = coalesce<string>(async (keys) => {
    statements.push(keys);
    return new Map(keys.map((key) => [key, `${key} found`]));
  }, 2);
  const found = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(find));
  expect(found).toEqual(['a', 'b', 'c', 'd', 'e'].map((key) => `${key} found`));
  expect(statements).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('a failure reaches the callers of that statement, and no later ones', async () => {
  const { statements, find, begin } = scripted();
  const failed = Promise.allSettled([find('a'), find('b')]);
  await begin();
  statements[0]!.fail(new Error('no database'));
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = find('a');
  await begin();
  statements[1]!.answer('back');
  expect(await next).toBe('back');
});

test('a key that the database refuses fails alone', async () => {
  const refusal = Object.assign(new Error('invalid byte sequence'), { code: '22021' });
  const find = coalesce<string>(async (keys) => {
    if (keys.includes('bad')) throw refusal;
    return new Map(keys.map((key) => [key, 'found']));
  });
  const answers = await Promise.allSettled(['a', 'bad', 'b'].map(find));
  expect(answers).toEqual([
    { status: 'fulfilled', value: 'found' },
    { status: 'rejected', reason: refusal },
    { status: 'fulfilled', value: 'found' },
  ]);
});
