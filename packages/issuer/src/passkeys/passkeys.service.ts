import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { Entitlement } from '../sessions/entitlement.ts';
import { holdEntitled } from '../sessions/hold-entitled.service.ts';
import { type ChallengePlace, makeChallenge, openChallenge, seedOfChallenge } from './challenge.ts';
import { answeredChallenge, readAttestation } from './credential.ts';
import { firstNameOf, type Passkey } from './passkey.ts';
import { creationOptions, requestOptions } from './passkey-options.ts';
import type { PasskeyRefusal } from './passkey-refusal.ts';
import {
  deletePasskey,
  findPasskey,
  hasPasskey,
  insertPasskey,
  readPasskeys,
  spendChallenge,
  writeName,
} from './passkeys.store.ts';
import { relyingPartyOf } from './relying-party.ts';
import { verifyAttestation } from './verify-attestation.ts';

type Dependencies = Pick<Context, 'clock' | 'random' | 'secrets' | 'settings'>;

/** What a page of a sign-in asks the browser with. Nothing is stored. */
export function askForPasskey(
  { interaction, browserHash }: { interaction: string; browserHash: Buffer },
  allowed: readonly Passkey[],
  context: Dependencies,
) {
  const challenge = challengeFor({ purpose: 'sign-in', interaction, browserHash }, context);
  return requestOptions(challenge, relyingPartyOf(context.settings), allowed);
}

/** Who sets up a passkey, and where: the id of the sign-in or of the session. */
export interface SettingUp {
  userId: string;
  email: string;
  within: string;
}

/** What a page asks the browser with to make one. */
export async function beginPasskey(
  { userId, email, within }: SettingUp,
  service: string,
  context: Dependencies & Pick<Context, 'sql'>,
) {
  const challenge = challengeFor({ purpose: 'set-up', userId, within }, context);
  const passkeys = await readPasskeys(context.sql, userId);
  const owner = { userId, email, passkeys };
  return creationOptions(challenge, relyingPartyOf(context.settings), { service, owner });
}

export type Added =
  | { kind: 'added'; id: string; name: string; userVerified: boolean }
  /** The page was sent before. */
  | { kind: 'repeated' }
  /** What the person proved was taken away meanwhile. */
  | { kind: 'too_late' }
  | { kind: 'refused'; told: PasskeyRefusal['told'] | 'full'; reason: string };

/** One that is kept, as far as the rest of the same transaction needs it. */
interface NewlyAdded {
  id: string;
  name: string;
  userVerified: boolean;
  /** Follows from the page that it was made on. */
  seed: Buffer;
  now: Date;
}

/**
 * Keeps a passkey that a browser has made, with its audit event.
 *
 * @param more what else belongs into the same transaction.
 */
export async function addPasskey(
  sent: string,
  person: SettingUp & Entitlement,
  {
    otherwiseCalled,
    more,
  }: { otherwiseCalled: string; more(tx: Transaction, added: NewlyAdded): Promise<void> },
  { sql, clock, random, secrets, settings }: Dependencies & Pick<Context, 'sql'>,
): Promise<Added> {
  const attestation = readAttestation(sent);
  const challenge = attestation && answeredChallenge(attestation.response.clientDataJSON);
  if (!attestation || challenge === null) return refuse('refused', 'what was sent is no passkey');
  const { userId, within } = person;
  const opened = openChallenge(
    challenge,
    { purpose: 'set-up', userId, within },
    { key: secrets.passkeys, now: clock.now() },
  );
  if (opened.kind === 'expired') return refuse('expired', 'the challenge expired');
  if (opened.kind === 'foreign') return refuse('refused', 'the challenge is not of this page');
  const checked = await verifyAttestation(attestation, challenge, relyingPartyOf(settings));
  if ('wrong' in checked) return refuse('refused', `passkey: ${checked.wrong}`);
  return sql.begin(async (tx): Promise<Added> => {
    const now = clock.now();
    if (!(await spendChallenge(tx, sha256(opened.bytes), opened.expiresAt))) {
      return { kind: 'repeated' };
    }
    if (!(await holdEntitled(tx, person, now))) return { kind: 'too_late' };
    const id = random.uuid();
    const name = firstNameOf(checked.aaguid, otherwiseCalled);
    if (!(await insertPasskey(tx, { ...checked, ...{ id, userId, name, now } }))) {
      return refuse('full', 'too many passkeys, or one that is known already');
    }
    const seed = seedOfChallenge(opened.bytes, secrets.passkeys);
    const { userVerified } = checked;
    await more(tx, { id, name, userVerified, seed, now });
    const actor = `user:${userId}`;
    const detail = { factor: 'passkey', name };
    await recordAudit(tx, { at: now, action: 'factor.add', actor, subjects: [actor], detail });
    return { kind: 'added', id, name, userVerified };
  });
}

/**
 * The passkey that this page has set up for the person already, where its form was sent twice or the answer
 * was lost; null for what was not sent before.
 */
export async function findAdded(
  sent: string,
  { userId, within }: Pick<SettingUp, 'userId' | 'within'>,
  { sql, clock, secrets }: Pick<Context, 'sql' | 'clock' | 'secrets'>,
): Promise<{ id: string; seed: Buffer } | null> {
  const attestation = readAttestation(sent);
  const challenge = attestation && answeredChallenge(attestation.response.clientDataJSON);
  if (!attestation || challenge === null) return null;
  const key = secrets.passkeys;
  const place = { purpose: 'set-up', userId, within } as const;
  const opened = openChallenge(challenge, place, { key, now: clock.now() });
  if (opened.kind !== 'open') return null;
  const passkey = await findPasskey(sql, Buffer.from(attestation.id, 'base64url'));
  if (passkey?.userId !== userId) return null;
  return { id: passkey.id, seed: seedOfChallenge(opened.bytes, key) };
}

const refuse = (told: PasskeyRefusal['told'] | 'full', reason: string): Added => ({
  kind: 'refused',
  ...{ told, reason },
});

const challengeFor = (place: ChallengePlace, { clock, random, secrets }: Dependencies): string =>
  makeChallenge(place, { key: secrets.passkeys, random, now: clock.now() });

/** Those of a person, oldest first. */
export const listPasskeys = (userId: string, { sql }: { sql: Queryable }): Promise<Passkey[]> =>
  readPasskeys(sql, userId);

export const ownsPasskey = (userId: string, { sql }: Pick<Context, 'sql'>): Promise<boolean> =>
  hasPasskey(sql, userId);

/** The caller ends what was opened with it, in the same transaction. @returns its name; null where they have none of this id. */
export const takePasskey = (
  tx: Transaction,
  owned: { userId: string; id: string },
): Promise<string | null> => deletePasskey(tx, owned);

/** Gives a passkey another name; one that the person has not is left alone. */
export async function renamePasskey(
  tx: Transaction,
  { userId, id, name }: { userId: string; id: string; name: string },
  now: Date,
): Promise<void> {
  if (!(await writeName(tx, { userId, id, name }))) return;
  const actor = `user:${userId}`;
  await recordAudit(tx, {
    ...{ at: now, action: 'factor.rename', actor, subjects: [actor] },
    detail: { factor: 'passkey', name },
  });
}
