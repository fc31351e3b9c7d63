import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { disposableDomains, listedDomains } from '../../../../scripts/disposable-domains.ts';
import { isInFilter } from '../passwords/bloom-filter.ts';
import { readAddress } from '../runtime/email-address.ts';
import { disposableDomainsFile } from './disposable-domains.ts';
import { type DomainRules, isDenied } from './domain-rules.ts';

const rules: DomainRules = {
  deny: new Set(['bad.example', 'xn--exmple-cua.test', 'invalid', 'both.example']),
  allow: new Set(['good.bad.example', 'mailinator.com', 'both.example']),
  disposable: true,
};

const denied = (text: string, by?: DomainRules) => {
  const read = readAddress(text);
  if (!read.ok) throw new Error(read.problem);
  return isDenied(read.address, by);
};

test.each([
  ['a@bad.example', true],
  ['a@BAD.Example', true],
  ['a@deep.down.bad.example', true],
  ['a@notbad.example', false],
  ['a@bad.example.org', false],
  ['a@good.bad.example', false],
  ['a@deep.good.bad.example', false],
  ['a@exämple.test', true],
  ['a@mail.EXÄMPLE.test', true],
  ['a@any.thing.invalid', true],
  ['a@both.example', false],
  ['a@yopmail.com', true],
  ['a@sub.yopmail.com', true],
  ['a@mailinator.com', false],
  ['a@mail.mailinator.com', false],
  ['a@gmail.com', false],
])('%s is denied: %s', (address, is) => {
  expect(denied(address, rules)).toBe(is);
});

test('where nothing is declared, nothing is denied', () => {
  expect(denied('a@yopmail.com')).toBe(false);
  expect(denied('a@yopmail.com', { ...rules, disposable: false })).toBe(false);
});

test('the file is that of the list (npm run update makes it so), with all of its domains', () => {
  const file = readFileSync(disposableDomainsFile);
  expect(file.equals(disposableDomains())).toBe(true);
  const list = listedDomains();
  expect(list.length).toBeGreaterThan(8_000);
  expect(list.filter((domain) => !isInFilter(domain, file))).toEqual([]);
});

test.each([
  ...['gmail.com', 'outlook.com', 'icloud.com', 'gmx.de', 'web.de', 'qq.com', 'yahoo.co.jp'],
  // Their mailboxes are the person's own.
  ...['privaterelay.appleid.com', 'mozmail.com', 'duck.com', 'simplelogin.com', 'proton.me'],
])('%s is no domain of disposable addresses', (domain) => {
  expect(denied(`a@${domain}`, { ...rules, allow: new Set() })).toBe(false);
});
