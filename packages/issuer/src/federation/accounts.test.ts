import { expect, test } from 'vitest';
import { decideAccount, type Known } from './accounts.ts';
import { completeProfile, type Profile, readProfile } from './profile.ts';

const claimsOfBob = { sub: '1', email: 'bob@example.com', email_verified: true, name: 'Bob' };
const profile: Profile = { ...readProfile(claimsOfBob), raw: {} };
const unknown: Known = { linked: null, owner: null, required: [] };
const linked = { userId: 'u1', disabled: false, credentialVersion: 3 };
const nowhere = { provenElsewhere: false, madeElsewhere: false };
const owner = { userId: 'u2', disabled: false, credentialVersion: 4, ...nowhere };
const untrusted = { id: 'acme', trustedForDomains: [] };
const trusted = { id: 'acme', trustedForDomains: ['other.example', 'example.com'] };

test('a linked identity signs in as its account, whatever its address is by now', () => {
  const known = { linked, owner, required: [] };
  expect(decideAccount(profile, known, trusted)).toEqual({
    kind: 'sign_in',
    userId: 'u1',
    credentialVersion: 3,
  });
  const nameless = { ...profile, email: null };
  expect(decideAccount(nameless, known, trusted)).toMatchObject({ kind: 'sign_in' });
});

test('a disabled account stays closed', () => {
  const known = { linked: { ...linked, disabled: true }, owner, required: [] };
  expect(decideAccount(profile, known, trusted)).toEqual({ kind: 'refuse', reason: 'disabled' });
  const closed = { linked: null, required: [], owner: { ...owner, disabled: true } };
  expect(decideAccount(profile, closed, trusted)).toEqual({ kind: 'refuse', reason: 'disabled' });
});

test('a new identity with a new address gets an account', () => {
  expect(decideAccount(profile, unknown, untrusted)).toEqual({
    kind: 'create',
    email: 'bob@example.com',
    emailVerified: true,
    name: 'Bob',
  });
});

test('without a name, the part before the @ is one', () => {
  const nameless = { ...profile, name: null };
  expect(decideAccount(nameless, unknown, untrusted)).toMatchObject({ name: 'bob' });
});

const prove = { kind: 'prove', userId: 'u2', email: 'bob@example.com' };
const link = { ...prove, kind: 'link', credentialVersion: 4 };

test.each([
  ['at a provider trusted for its domain, links', profile, owner, trusted, link],
  ['at a provider trusted for no domain, has to be proved', profile, owner, untrusted, prove],
  [
    'at a provider trusted for another domain, has to be proved',
    profile,
    owner,
    { id: 'acme', trustedForDomains: ['example.org', 'com', 'sub.example.com', 'notexample.com'] },
    prove,
  ],
  [
    'of an account that others may have come into, has to be proved',
    profile,
    { ...owner, provenElsewhere: true },
    trusted,
    prove,
  ],
])('an address that is verified on both sides, %s', (_, given, known, provider, expected) => {
  expect(decideAccount(given, { linked: null, owner: known, required: [] }, provider)).toEqual(
    expected,
  );
});

test('an address that is not verified at the provider is not asked about, trusted or not', () => {
  const claims = { ...profile, emailVerified: false };
  for (const provider of [trusted, untrusted]) {
    const decision = decideAccount(claims, { linked: null, owner, required: [] }, provider);
    expect(decision).toMatchObject({ kind: 'create', emailVerified: false });
  }
});

test('without an address there is no account', () => {
  const decision = decideAccount({ ...profile, email: null }, unknown, trusted);
  expect(decision).toEqual({ kind: 'refuse', reason: 'no_address' });
});

test.each([
  [
    { email: 'a@b', email_verified: 'true' },
    { email: 'a@b', emailVerified: true },
  ],
  [
    { email: 'a@b', email_verified: 'false' },
    { email: 'a@b', emailVerified: false },
  ],
  [
    { email: 'a@b', email_verified: 1 },
    { email: 'a@b', emailVerified: false },
  ],
  [{ email: 'not an address' }, { email: null }],
  [{ email: 'jo\u0308rg@ex\u00e4mple.de' }, { email: 'jörg@xn--exmple-cua.de' }],
  [{ email: 'r&d@example.com' }, { email: 'r&d@example.com' }],
  [{ email: 'a#1@example.com' }, { email: 'a#1@example.com' }],
  [{ email: 'al\u0131ce@example.com', email_verified: true }, { email: null }],
  [{ email: 'alice\u200b@example.com', email_verified: true }, { email: null }],
  [{ email: 'alice@example.com\u0000' }, { email: null }],
  [{ email: 'ali\ud800ce@example.com' }, { email: null }],
  [
    { email: 7, name: 7 },
    { email: null, name: null },
  ],
  [
    { email: null, name: null },
    { email: null, name: null },
  ],
  [{ name: '  A\u0000da\n ' }, { name: 'A da' }],
  [{ name: ' ' }, { name: null }],
  [{ name: 'A\ud83d' }, { name: 'A\ufffd' }],
  [{ name: `${'a'.repeat(199)}😀` }, { name: 'a'.repeat(199) }],
  [{ given_name: 'Ada', family_name: 'Lovelace' }, { name: 'Ada Lovelace' }],
  [{ given_name: 'Ada' }, { name: 'Ada' }],
  [{ name: '\u0000', family_name: 'Lovelace' }, { name: 'Lovelace' }],
  [{ name: 'Countess', given_name: 'Ada', family_name: 'Lovelace' }, { name: 'Countess' }],
  [{ amr: ['mfa', 'otp'] }, { amr: ['mfa', 'otp'] }],
  [{ amr: 'pwd' }, { amr: [] }],
  [{ amr: ['pwd', 7] }, { amr: [] }],
  [{ amr: ['two words'] }, { amr: [] }],
])('claims %j are read as %j', (claims, expected) => {
  expect(readProfile({ sub: '1', ...claims })).toMatchObject(expected);
});

test.each([undefined, '', 'x'.repeat(256), 'a\u0000b'])('the subject %j is refused', (sub) => {
  expect(() => readProfile({ sub })).toThrow('no usable subject');
});

test.each([
  [{ email: 'a@b' }, { email: 'c@d', email_verified: true }, 'a@b', false],
  [{ email: 'a@b', email_verified: true }, { email: 'a@b', email_verified: false }, 'a@b', true],
  [{ email_verified: true }, { email: 'c@d' }, 'c@d', false],
  [{}, { email: 'c@d', email_verified: true }, 'c@d', true],
])(
  '%j and userinfo %j: an address and its proof come from one source',
  (token, more, ...expected) => {
    const read = (claims: object) => ({ ...readProfile({ sub: '1', ...claims }), raw: {} });
    const { email, emailVerified } = completeProfile(read(token), read(more));
    expect([email, emailVerified]).toEqual(expected);
  },
);

const elsewhere = { kind: 'elsewhere', email: 'bob@example.com' };
const made = { ...owner, provenElsewhere: true, madeElsewhere: true };
test.each([
  ['another one makes no account', null, untrusted, ['corp'], elsewhere],
  ['another one makes none, trusted or not', null, trusted, ['corp'], elsewhere],
  ['another one does not say that there is an account', owner, trusted, ['corp'], elsewhere],
  ['it makes an account', null, trusted, ['acme', 'corp'], { kind: 'create' }],
  ['it links', owner, trusted, ['acme'], link],
  ['what another one made is the owner’s', made, trusted, ['acme'], { ...link, kind: 'take_over' }],
  [
    'what another one has entered, has to be proved',
    { ...made, madeElsewhere: false },
    trusted,
    ['acme'],
    prove,
  ],
  ['where none is required, what another one made has to be proved', made, trusted, [], prove],
])('where a provider is required for the domain, %s', (_, known, provider, required, expected) => {
  expect(decideAccount(profile, { linked: null, owner: known, required }, provider)).toMatchObject(
    expected,
  );
});
