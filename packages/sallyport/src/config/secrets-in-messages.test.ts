import { expect, test } from 'vitest';
import { lines, refusal, variable } from './configuration.fixture.ts';

test('secrets stay out of messages', () => {
  const secret = 'correct horse battery';
  const text = `clients: [{ id: a, name: A, type: service, secret: ${secret}, grant: [] }]`;
  const message = refusal(text);
  expect(message).toContain('clients[0].secret: must have 32 characters or more');
  expect(message).toContain('•••••');
  expect(message).not.toContain('horse');
});

test.each([
  ['in one line', [`    secret: [${'n'.repeat(32)}, correct horse battery]`]],
  [
    'in lines of their own',
    ['    secret:', `      - ${'n'.repeat(32)}`, '      - correct horse battery'],
  ],
])('two secrets %s, too', (_, secrets) => {
  const client = ['clients:', '  - id: a', '    name: A', '    type: service', ...secrets];
  const message = refusal(lines(...client));
  expect(message).toContain('clients[0].secret[1]: must have 32 characters or more');
  expect(message).not.toMatch(/horse|nnn/);
});

test('also those on another line than their key, and those that look like a variable', () => {
  const text = lines('clients:', '  - id: a', '    secret:', '      hunter2');
  expect(refusal(text)).not.toContain('hunter2');
  const message = refusal(`users: [{ password: "hunter2${variable('x!hunter3')}" }]`);
  expect(message).toContain(`${variable('…')} names no environment variable`);
  expect(message).not.toContain('hunter');
});
