import { expect, test } from 'vitest';
import { findProblem, type PasswordContext } from './password-rules.ts';

const owner: PasswordContext = {
  minimum: 12,
  email: 'alice.arden@shakespeare.example',
  name: 'Alice Arden',
  issuerUrl: 'https://id.stratford.example',
};

test.each([
  'correct horse alice',
  'correct horse battery staple',
  'a quiet harbour',
  'Tr0ub4dor&3xy',
  'dragon-8471936501',
  '            x y z',
  '白い馬が丘を登っていく朝',
  '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧',
  'only lower case letters',
  '\\ " < > & % {{ }} \' -- ; /* ñ é ü',
])('%s can be a password', (password) => {
  expect(findProblem(password, owner)).toBeNull();
});

test.each([
  ['eleven char', 'too_short'],
  ['🦊🐻🐼🐨🐯🦁', 'too_short'],
  // Six characters, each typed as a letter and a mark: NFKC makes one of both.
  ['e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301', 'too_short'],
  ['ab cd ef '.repeat(120), 'too_long'],
  ['aaaaaaaaaaaaaaaa', 'predictable'],
  ['abcabcabcabcabc', 'predictable'],
  ['123456789012345', 'predictable'],
  ['9876543210987654', 'predictable'],
  ['qwertyuiopasdfghjkl', 'predictable'],
  ['alice.arden@shakespeare.example', 'personal'],
  ['AliceArden1603', 'personal'],
  ['stratford1234!', 'personal'],
  ['Shakespeare!1', 'personal'],
  ['Password1234!', 'breached'],
  ['P@ssw0rd2026', 'breached'],
  ['ｐａｓｓｗｏｒｄ１２３４', 'breached'],
  ['passwordpassword', 'breached'],
  ['monkeymonkey1', 'breached'],
  ['Winter2026!!!', 'breached'],
  ['!!!iloveyou!!!', 'breached'],
  ['1qaz2wsx3edc', 'breached'],
] as const)('%s is refused: %s', (password, code) => {
  expect(findProblem(password, owner)).toMatchObject({ code });
});

test('the minimum is counted in characters, and is what the configuration says', () => {
  expect(findProblem('a blue hat', { ...owner, minimum: 10 })).toBeNull();
  const problem = findProblem('a blue hat', { ...owner, minimum: 11 });
  expect(problem).toEqual({ code: 'too_short', minimum: 11 });
});

test('1024 bytes are taken whole, and one more is refused', () => {
  const words = 'seven tall ships '.repeat(61).slice(0, 1023);
  expect(findProblem(`${words}!`, owner)).toBeNull();
  expect(findProblem(`${words}!!`, owner)).toEqual({ code: 'too_long' });
});

test('an account without a name keeps no password from being used', () => {
  expect(findProblem('a quiet harbour', { ...owner, name: '', email: 'a@b.example' })).toBeNull();
});
