import { type Acr, reaches, strongest } from '@sallyport/protocol/acr.ts';
import type { Method, Proof, Proven } from './proof.ts';

/** What proofs amount to, as tokens tell of it. */
export interface Assurance {
  acr: Acr;
  /** RFC 8176. */
  amr: string[];
  /** Of the oldest of them: what is older than a client accepts is not made younger by a second factor. */
  authTime: Date;
}

interface Strength {
  /**
   * Two proofs of the same kind are one factor. A password, a mailbox and a provider are of one kind: who
   * reads the mails sets another password by them, and the provider is often that of the mailbox.
   */
  factor: 'account' | 'device';
  amr: readonly string[];
  /** Whether it says who signs in. The others are only asked for beside one of these. */
  identifies: boolean;
}

const strengths: Record<Method, Strength> = {
  password: { factor: 'account', amr: ['pwd'], identifies: true },
  // Each use is confirmed by a person, which is what `user` says. Where the key is kept is not known.
  passkey: { factor: 'device', amr: ['pop', 'user'], identifies: true },
  email_code: { factor: 'account', amr: ['otp'], identifies: true },
  magic_link: { factor: 'account', amr: ['otp'], identifies: true },
  provider: { factor: 'account', amr: [], identifies: true },
  totp: { factor: 'device', amr: ['otp'], identifies: false },
  recovery_code: { factor: 'device', amr: ['otp'], identifies: false },
  // A secret that only this browser has, given to it after a second factor: it counts as one, and
  // is not told as a factor that was used now.
  remembered_device: { factor: 'device', amr: [], identifies: false },
};

/**
 * Whether a proof says who signs in. A passkey does so only with user verification: without it, every person
 * who holds the device could have used it.
 */
export const identifies = ({
  method,
  userVerified,
}: Pick<Proof, 'method' | 'userVerified'>): boolean =>
  method === 'passkey' ? userVerified === true : strengths[method].identifies;

/** Whether the person has said who they are since a request arrived, and not only in a session from before. */
export const hasJustSignedIn = (
  proven: Proven | null,
  session: { proofs: readonly Proof[] } | null,
  since: Date,
): boolean =>
  proven ? proven.proofs.some(identifies) : session !== null && identifiedAt(session) >= since;

/** What was proved since a request arrived: to it, or in the session that was started on its way. */
export const givenSince = (
  since: Date,
  proven: Proven | null,
  session: { proofs: readonly Proof[] } | null,
): Proof[] => [
  ...(proven?.proofs ?? []),
  ...(session?.proofs.filter(({ at }) => at >= since) ?? []),
];

/** When the person last said here who they are: later than `authTime` where a provider knew it already. */
export const identifiedAt = ({ proofs }: { proofs: readonly Proof[] }): Date =>
  new Date(Math.max(0, ...proofs.filter(identifies).map(({ at }) => at.getTime())));

/**
 * Whether these proofs are enough to set up another factor: with one of those that there are, if any. That
 * a browser is remembered is not.
 */
export function mayEnrol(proofs: readonly Proof[], factors: readonly Method[]): boolean {
  const fresh = proofs.filter(isFresh);
  return factors.length === 0 || (fresh.length > 0 && reaches(assuranceOf(fresh).acr, 'aal2'));
}

/** @param proofs of one person, at least one */
export function assuranceOf(proofs: readonly Proof[]): Assurance {
  const acr = strongest(proofs.map(levelOf).concat(hasTwoFactors(proofs) ? 'aal2' : 'aal1'));
  const told = proofs.flatMap((proof) => [...strengths[proof.method].amr, ...(proof.amr ?? [])]);
  const amr = [...new Set(hasTwoFactors(proofs.filter(isFresh)) ? [...told, 'mfa'] : told)];
  const authTime = new Date(
    Math.min(...proofs.map((proof) => (proof.authTime ?? proof.at).getTime())),
  );
  return { acr: hasTwoFactors(proofs) && proofs.some(isPasskey) ? 'phr' : acr, amr, authTime };
}

/** Alone. */
function levelOf({ method, userVerified, acr = 'aal1' }: Proof): Acr {
  return method === 'passkey' && userVerified ? 'phr' : acr;
}

/** By itself; of a provider, where the configuration takes its word for that. */
const isOfTwoFactors = (proof: Proof): boolean =>
  (isPasskey(proof) && proof.userVerified === true) || (proof.acr ?? 'aal1') !== 'aal1';

/**
 * Whether it was done for this sign-in. A second factor that was used in this browser before does not say
 * who uses the browser now: it does not count where a fresh one is asked for (`prompt=login`, `max_age`, the
 * sensitive part of the account page). NIST SP 800-63B has no remembered devices at AAL2.
 */
export const isFresh = ({ method }: Pick<Proof, 'method'>): boolean =>
  method !== 'remembered_device';

const isPasskey = ({ method }: Proof): boolean => method === 'passkey';

function hasTwoFactors(proofs: readonly Proof[]): boolean {
  const factors = new Set(proofs.map(({ method }) => strengths[method].factor));
  return factors.size > 1 || proofs.some(isOfTwoFactors);
}
