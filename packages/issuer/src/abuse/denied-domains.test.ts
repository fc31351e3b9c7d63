import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertProvider } from '../../../../testing/providers.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { resolveAccount } from '../federation/resolve-account.service.ts';
import { invite } from '../registration/invitations/invite.service.ts';
import { type People, startPeople } from '../registration/people.fixture.ts';
import { abuseSchema } from './abuse-configuration.ts';
import { abuseSettings, readDomains } from './abuse-settings.ts';

let people: People;

beforeAll(async () => {
  const section = abuseSchema.parse({
    checks: { registration: 'off', forgotten_password: 'off' },
    domains: { deny: ['exämple.test'], allow: ['good.exämple.test'], disposable: true },
  });
  const denied = readDomains('# Ours\n\nEvil.Example # since May\r\n');
  const abuse = abuseSettings(section, { denied });
  people = await startPeople({ registration: { mode: 'open' } }, { abuse });
});
afterAll(() => people.issuer.close());

const denied = ['a@exämple.test', 'a@b.XN--EXMPLE-CUA.test', 'a@evil.example', 'a@yopmail.com'];

test.each(denied)(
  '%s registers nothing, and the page says so before a mail is sent',
  async (email) => {
    const person = await people.arrive();
    const refused = await person.send(`/register/${person.id}`, { email });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('Addresses of this domain are not accepted here');
    expect(refused.text).toContain('aria-invalid="true"');
  },
);

test('the owner of an account that has such an address already gets the same answer', async () => {
  await people.account('owner@evil.example');
  const person = await people.arrive();
  const refused = await person.send(`/register/${person.id}`, { email: 'owner@evil.example' });
  expect(refused.status).toBe(403);
  expect(people.mails.to('owner@evil.example')).toEqual([]);
  // Signing in is another matter.
  const other = await people.arrive();
  const reset = { email: 'owner@evil.example' };
  expect((await other.send(`/forgot-password/${other.id}`, reset)).status).toBe(303);
  expect(people.mails.to('owner@evil.example')).toHaveLength(1);
});

test('what is allowed within a denied domain registers', async () => {
  const person = await people.arrive();
  const email = 'a@good.exämple.test';
  expect((await person.send(`/register/${person.id}`, { email })).status).toBe(303);
});

test('no one with such an address is invited', async () => {
  const given = { name: null, roles: [], groups: [], inviter: null, language: 'en' };
  const invitation = { ...given, email: 'a@evil.example', lifetime: 3_600 };
  await expect(invite(invitation, anAdministrator, people.issuer.context)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('abuse.domains'),
  });
});

test('a provider brings no new account with such an address', async () => {
  await insertProvider(people.issuer.context.sql, 'acme');
  const provider = {
    ...{ id: 'acme', issuer: 'https://acme.example', trustedForDomains: [] },
    ...{ defaultGroups: [], settings: {}, type: 'oidc' },
  } as unknown as Parameters<typeof resolveAccount>[0];
  const profile = { subject: '1', email: 'b@evil.example', emailVerified: true, name: null };
  const asked = profile as unknown as Parameters<typeof resolveAccount>[1];
  expect(await resolveAccount(provider, asked, people.issuer.context)).toEqual({
    kind: 'refuse',
    reason: 'denied_address',
  });
});

test('a file of domains that holds something else is refused by its line', () => {
  expect(() => readDomains('one.example\nhttp://two.example')).toThrow('line 2');
});
