import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { type ProofPlace, recordProof } from '../interactions/interactions.service.ts';
import { sha256 } from '../runtime/sha256.ts';
import { openChallenge } from './challenge.ts';
import { type Assertion, answeredChallenge, readAssertion } from './credential.ts';
import { userHandleOf } from './passkey.ts';
import type { PasskeyRefusal } from './passkey-refusal.ts';
import {
  advanceCounter,
  findPasskey,
  type KnownPasskey,
  spendChallenge,
} from './passkeys.store.ts';
import { relyingPartyOf } from './relying-party.ts';
import { type CheckedAssertion, verifyAssertion } from './verify-assertion.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'secrets' | 'settings'>;

export type Used =
  | { kind: 'proved'; userId: string; email: string }
  /** The challenge was answered before: by the first press of a double click. */
  | { kind: 'repeated' }
  | ({ kind: 'refused' } & PasskeyRefusal);

/** Which passkey counts. */
export type Expected =
  /** Any that checks the person: it says who signs in. */
  | { as: 'first-factor' }
  /** One of this person, who has proved something else. */
  | { as: 'second-factor'; userId: string };

/**
 * Takes what a browser has answered to the challenge of a page of this sign-in, and keeps it as a
 * proof. The challenge is spent, the counter moved and the proof written in one transaction.
 *
 * @param sent what `passkey.js` sends, as it came
 */
export async function usePasskey(
  sent: string,
  place: ProofPlace,
  expected: Expected,
  context: Dependencies,
): Promise<Used> {
  const { sql, clock, secrets, settings } = context;
  const assertion = readAssertion(sent);
  const challenge = assertion && answeredChallenge(assertion.response.clientDataJSON);
  if (!assertion || challenge === null) return refuse('refused', 'what was sent is no passkey');
  const opened = openChallenge(
    challenge,
    { purpose: 'sign-in', interaction: place.id, browserHash: place.browser.hash },
    { key: secrets.passkeys, now: clock.now() },
  );
  if (opened.kind === 'expired') return refuse('expired', 'the challenge expired');
  if (opened.kind === 'foreign') return refuse('refused', 'the challenge is not of this page');

  const passkey = await findPasskey(sql, Buffer.from(assertion.id, 'base64url'));
  if (!passkey) return { ...refuse('unknown', 'no such passkey'), credentialId: assertion.id };
  const { userId } = passkey;
  if (!belongs(assertion, passkey, expected)) {
    return refuse('refused', 'the passkey of another person', userId);
  }
  if (passkey.isDisabled) return refuse('refused', 'disabled', userId);
  const checked = await verifyAssertion(assertion, challenge, passkey, relyingPartyOf(settings));
  if ('wrong' in checked) return refuse('refused', `passkey: ${checked.wrong}`, userId);
  if (expected.as === 'first-factor' && !checked.userVerified) {
    return refuse('not_verified', 'the passkey did not check the person', userId);
  }
  return prove({ place, passkey, checked, opened }, context);
}

interface Right {
  place: ProofPlace;
  passkey: KnownPasskey;
  checked: CheckedAssertion;
  opened: { bytes: Buffer; expiresAt: Date };
}

const prove = (
  { place, passkey, checked, opened }: Right,
  { sql, clock }: Dependencies,
): Promise<Used> =>
  sql.begin(async (tx): Promise<Used> => {
    const now = clock.now();
    const { id, userId, credentialVersion } = passkey;
    const { counter, backedUp, userVerified } = checked;
    if (!(await spendChallenge(tx, sha256(opened.bytes), opened.expiresAt))) {
      return { kind: 'repeated' };
    }
    if (!(await advanceCounter(tx, { id, counter, backedUp, now }))) {
      const reason = 'the counter did not rise';
      await recordAudit(tx, {
        ...{ at: now, action: 'factor.refuse', actor: 'anonymous', subjects: [`user:${userId}`] },
        detail: { factor: 'passkey', reason },
      });
      return refuse('refused', `passkey: ${reason}`, userId);
    }
    const proof = { method: 'passkey', userVerified } as const;
    await recordProof(place, { userId, credentialVersion, proof }, { sql: tx, clock });
    return { kind: 'proved', userId, email: passkey.email };
  });

/** A person who is not known yet is identified by the user handle, which then has to be there (section 7.2, step 6). */
function belongs(
  { response: { userHandle } }: Assertion,
  { userId }: KnownPasskey,
  expected: Expected,
): boolean {
  if (expected.as === 'second-factor' && expected.userId !== userId) return false;
  if (!userHandle) return expected.as === 'second-factor';
  return Buffer.from(userHandle, 'base64url').equals(userHandleOf(userId));
}

const refuse = (
  told: PasskeyRefusal['told'],
  reason: string,
  userId?: string,
): { kind: 'refused' } & PasskeyRefusal => ({
  kind: 'refused',
  ...{ told, reason, userId },
});
