import { expect, test } from 'vitest';
import { Authenticator, type KeyKind, type Lies } from '../../../../testing/authenticator.ts';
import { systemRandom } from '../runtime/random.ts';
import { type ChallengePlace, makeChallenge, openChallenge } from './challenge.ts';
import { answeredChallenge, readAssertion, readAttestation } from './credential.ts';
import { verifyAssertion } from './verify-assertion.ts';
import { type CheckedAttestation, verifyAttestation } from './verify-attestation.ts';

const party = { origin: 'https://id.example', id: 'id.example' };
const challenge = 'Y2hhbGxlbmdl';
const creation = { challenge, rp: { id: party.id }, user: { id: 'b3duZXI' } };

/** What is made of an answer to one challenge: all checks but those of the database. */
async function create(
  lies: Lies = {},
  kind?: KeyKind,
  authenticator = new Authenticator(party.origin),
) {
  const read = readAttestation(authenticator.create(creation, lies, kind));
  if (!read || answeredChallenge(read.response.clientDataJSON) === null) return { wrong: 'form' };
  return verifyAttestation(read, challenge, party);
}

async function get(
  lies: Lies = {},
  authenticator = new Authenticator(party.origin),
  change: (stored: CheckedAttestation) => Partial<CheckedAttestation> = () => ({}),
) {
  const stored = await create({}, 'ES256', authenticator);
  if ('wrong' in stored) throw new Error(stored.wrong);
  const read = readAssertion(authenticator.get({ challenge }, lies));
  if (!read || answeredChallenge(read.response.clientDataJSON) === null) return { wrong: 'form' };
  return verifyAssertion(read, challenge, { ...stored, ...change(stored) }, party);
}

const aClockTime = new Date(1_800_000_000_000);

test.each<[string, Lies, KeyKind?]>([
  ['from another origin', { origin: 'https://evil.example' }],
  ['from a subdomain', { origin: 'https://a.id.example' }],
  ['over plain HTTP', { origin: 'http://id.example' }],
  ['for another host', { rpId: 'example' }],
  ['of a sign-in', { type: 'webauthn.get' }],
  ['within a page of another site', { crossOrigin: true, topOrigin: 'https://evil.example' }],
  ['within another page, unnamed', { crossOrigin: true }],
  ['below another page, it says no', { topOrigin: 'https://evil.example' }],
  ['with a challenge of its own', { challenge: 'AAAA' }],
  ['without a person', { flags: 0 }],
  ['backed up but not eligible', { flags: 0x15 }],
  ['under another id', { id: 'AAAA' }],
  ['with an algorithm that was not asked for', {}, 'ES384'],
  ['with an id that is too long', { idLength: 1024 }],
  ['cut off in the middle', { keep: 60 }],
  ['cut off in the key', { keep: 140 }],
  ['with nothing in it', { keep: 0 }],
])('a new passkey %s is refused', async (_, lies, kind) => {
  expect(await create(lies, kind)).toEqual({ wrong: expect.any(String) });
});

test.each<[string, Lies]>([
  ['from another origin', { origin: 'https://evil.example' }],
  ['from another port', { origin: 'https://id.example:8443' }],
  ['for another host', { rpId: 'evil.example' }],
  ['of setting up', { type: 'webauthn.create' }],
  ['within a page of another site', { crossOrigin: true, topOrigin: 'https://evil.example' }],
  ['within another page, unnamed', { crossOrigin: true }],
  ['with a challenge of its own', { challenge: 'AAAA' }],
  ['with another signature', { spoilSignature: true }],
  ['without a person', { flags: 0x04 }],
  ['that can be copied all at once', { flags: 0x1d }],
  ['with flags that no one signed, cut off', { keep: 36 }],
  ['with nothing in it', { keep: 0 }],
])('an answer %s is refused', async (_, lies) => {
  expect(await get(lies)).toEqual({ wrong: expect.any(String) });
});

test('the key of another passkey is no key', async () => {
  const other = await create();
  if ('wrong' in other) throw new Error(other.wrong);
  const { publicKey } = other;
  expect(await get({}, undefined, () => ({ publicKey }))).toEqual({ wrong: 'the signature' });
});

test('what is right tells whether the person was checked, and whether there are copies', async () => {
  const synced = new Authenticator(party.origin, { isSynced: true });
  const told = { counter: 1, userVerified: true, backedUp: true };
  expect(await get({}, synced)).toEqual(told);
  const touched = new Authenticator(party.origin, { checksPerson: false });
  expect(await get({}, touched)).toEqual({ counter: 1, userVerified: false, backedUp: false });
});

test('who made the authenticator is not looked at, nor what it says of itself', async () => {
  const attStmt = new Map<string, unknown>([
    ['alg', -7],
    ['sig', Buffer.alloc(70)],
    ['x5c', [Buffer.alloc(600)]],
  ]);
  for (const fmt of ['packed', 'tpm', 'android-key', 'fido-u2f', 'nothing known']) {
    expect(await create({ attestation: { fmt, attStmt } })).toMatchObject({ userVerified: true });
  }
});

test('lists within lists without end are refused', async () => {
  const read = readAttestation(new Authenticator(party.origin).create(creation))!;
  for (const byte of [0x81, 0xa1, 0x9f, 0xff, 0x5f]) {
    read.response.attestationObject = Buffer.alloc(12_000, byte).toString('base64url');
    expect(await verifyAttestation(read, challenge, party)).toEqual({ wrong: expect.any(String) });
  }
});

test('what is too long is not read', () => {
  const assertion = JSON.parse(new Authenticator(party.origin).create(creation));
  for (const [name, bytes] of [
    ['clientDataJSON', 2049],
    ['attestationObject', 16_385],
  ] as const) {
    const response = { ...assertion.response, [name]: 'A'.repeat(Math.ceil((bytes * 4) / 3) + 1) };
    expect(readAttestation(JSON.stringify({ ...assertion, response }))).toBeNull();
  }
  const transports = Array.from({ length: 9 }, () => 'usb');
  const response = { ...assertion.response, transports };
  expect(readAttestation(JSON.stringify({ ...assertion, response }))).toBeNull();
});

test('a challenge is of one place, and for five minutes', () => {
  const key = Buffer.alloc(32, 1);
  const browserHash = Buffer.alloc(32, 2);
  const place = { purpose: 'sign-in', interaction: 'a', browserHash } as const;
  const now = aClockTime;
  const made = makeChallenge(place, { key, random: systemRandom, now });
  expect(Buffer.from(made, 'base64url')).toHaveLength(52);
  const open = (where: ChallengePlace, seconds = 0, text = made) =>
    openChallenge(text, where, { key, now: new Date(now.getTime() + seconds * 1000) }).kind;
  expect(open(place)).toBe('open');
  expect(open(place, 299)).toBe('open');
  expect(open(place, 300)).toBe('expired');
  const others: ChallengePlace[] = [
    { ...place, interaction: 'b' },
    { ...place, browserHash: Buffer.alloc(32, 3) },
    { purpose: 'set-up', userId: 'a', within: browserHash.toString('hex') },
  ];
  for (const other of others) expect(open(other)).toBe('foreign');
  for (const text of [
    '',
    'A',
    made.slice(0, -4),
    `${made}AAAA`,
    `${made.startsWith('B') ? 'C' : 'B'}${made.slice(1)}`,
  ]) {
    expect(open(place, 0, text)).toBe('foreign');
  }
});
