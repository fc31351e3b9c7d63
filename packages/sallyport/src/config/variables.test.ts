import { expect, test } from 'vitest';
import { lines, read, refusal, variable } from './configuration.fixture.ts';

test('environment variables stand for values', () => {
  const text = `roles: [{ name: "team-${variable('TEAM')}" }]`;
  expect(read(text, { TEAM: '7' }).configuration.roles[0]?.name).toBe('team-7');
  const digits = `roles: [{ name: "${variable('TEAM')}" }]`;
  expect(read(digits, { TEAM: '7' }).configuration.roles[0]?.name).toBe('7');
});

test('a variable may stand for a number or a truth value where one is wanted', () => {
  const port = (value: string) => `gateway: { decide_port: ${value} }`;
  const whole = port(`"${variable('PORT')}"`);
  expect(read(whole, { PORT: '8091' }).configuration.gateway.decide_port).toBe(8091);
  const block = lines('gateway:', `  decide_port: ${variable('PORT')}`);
  expect(read(block, { PORT: '8091' }).configuration.gateway.decide_port).toBe(8091);
  const aliased = lines('gateway: &a', `  decide_port: &p ${variable('PORT')}`);
  expect(read(aliased, { PORT: '8091' }).configuration.gateway.decide_port).toBe(8091);
  for (const given of ['http', '', '0x50', '1e3', '80 81', '70000']) {
    expect(refusal(whole, { PORT: given })).toContain('gateway.decide_port: must be');
  }
  // Text that only looks like a number stays text, as it does in YAML.
  expect(refusal(port('"8091"'))).toContain('must be a number, and is text');
  expect(refusal(port(`"80${variable('PORT')}"`), { PORT: '91' })).toContain('must be a number');
});

test.each([
  ['unset', {}, 'b'],
  ['empty', { A: '' }, 'b'],
  ['set', { A: 'x' }, 'x'],
])('a variable that is %s, with a default', (_, env, name) => {
  const text = `roles: [{ name: "${variable('A:-b')}" }]`;
  expect(read(text, env).configuration.roles[0]?.name).toBe(name);
});

test('a default may be a number, or empty', () => {
  const text = `gateway: { decide_port: "${variable('PORT:-8092')}" }`;
  expect(read(text).configuration.gateway.decide_port).toBe(8092);
  expect(refusal(`roles: [{ name: "${variable('A:-')}" }]`)).toContain('roles[0].name: ');
});

test('a variable without quotes where braces mean something else', () => {
  expect(refusal(`roles: [{ name: ${variable('NAME')} }]`)).toBe(
    lines(
      `sallyport.yaml:1:18  between { } and [ ] write a variable in quotes: "${variable('NAME')}"`,
      `    1 | roles: [{ name: ${variable('NAME')} }]`,
      `      | ${' '.repeat(17)}^`,
    ),
  );
});

test('what a variable holds brings no YAML of its own', () => {
  const text = `roles: [{ name: "${variable('NAME')}" }]`;
  expect(refusal(text, { NAME: 'a }, { name: b' })).toContain('roles[0].name: ');
});

test('a variable that is not set', () => {
  const text = lines('roles:', `  - name: ${variable('TEAM')}`);
  expect(refusal(text)).toBe(
    lines(
      'sallyport.yaml:2:11  the environment variable TEAM is not set',
      `    2 |   - name: ${variable('TEAM')}`,
      '      |           ^',
    ),
  );
});

test('braces that name no variable, and the way to write them', () => {
  for (const inner of ['A-b', 'A:b', '1A', '', 'A B']) {
    expect(refusal(`roles: [{ name: "${variable(inner)}" }]`)).toContain(
      `${variable(inner)} names no environment variable; for the text itself write $${variable(inner)}`,
    );
  }
  const text = `apis: [{ id: "https://a.example", name: "$${variable('A')}" }]`;
  expect(read(text).configuration.apis[0]?.name).toBe(variable('A'));
});
