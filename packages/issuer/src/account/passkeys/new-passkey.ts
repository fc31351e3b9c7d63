import type { Context } from '../../context.ts';
import { decryptAtRest, encryptAtRest } from '../../keys/at-rest.ts';

interface Place {
  userId: string;
  /** Of the session that the passkey was set up in. */
  session: string;
}

/** What the page with the codes carries: which passkey was just set up, in which session. */
export const sealNewPasskey = (
  id: string,
  place: Place,
  { secrets, random }: Pick<Context, 'secrets' | 'random'>,
): string =>
  encryptAtRest(secrets.atRest, labelOf(place), Buffer.from(id), random).toString('base64url');

/** @returns its id; null for what was not made in this session. */
export function openNewPasskey(
  sealed: string,
  place: Place,
  { secrets }: Pick<Context, 'secrets'>,
): string | null {
  try {
    const opened = Buffer.from(sealed, 'base64url');
    return decryptAtRest(secrets.atRest, labelOf(place), opened).toString();
  } catch {
    return null;
  }
}

const labelOf = ({ userId, session }: Place): string => `new passkey of ${userId} in ${session}`;
