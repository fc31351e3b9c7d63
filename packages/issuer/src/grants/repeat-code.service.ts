import { createHmac } from 'node:crypto';
import type { Context } from '../context.ts';
import { type OpaqueToken, opaqueToken } from '../tokens/opaque-token.ts';
import { findUnredeemed, moveCode } from './repeat-code.store.ts';

/** How often a code gives way to another one. */
const maxRepeats = 5;

/**
 * The codes of one interaction: the one that it is answered with, and those that can take its place. They
 * are derived, so that clicks of the same moment get the same one, from any node.
 */
function codesOf(interaction: string, { secrets }: Pick<Context, 'secrets'>): OpaqueToken[] {
  return Array.from({ length: maxRepeats + 1 }, (_, repeat) => {
    const key = createHmac('sha256', secrets.authorizationCodes);
    return opaqueToken('code', key.update(JSON.stringify([interaction, repeat])).digest());
  });
}

/** The code that an interaction is answered with. */
export const firstCodeOf = (interaction: string, context: Pick<Context, 'secrets'>): OpaqueToken =>
  codesOf(interaction, context)[0]!;

type Dependencies = Pick<Context, 'sql' | 'clock' | 'secrets'>;

interface Repeat {
  /** Its id. */
  interaction: string;
  /** Whose grant it has to be. */
  userId: string;
}

/**
 * For a click that came before the answer to another one was there, whose browser has thrown that answer
 * away: the same code. Null when it was redeemed.
 */
export async function sameCode(
  { interaction, userId }: Repeat,
  context: Dependencies,
): Promise<string | null> {
  const codes = codesOf(interaction, context);
  return codes[await positionOf(codes, userId, context)]?.token ?? null;
}

/**
 * For a click that came after an answer, which the browser may have taken to the client already: a new
 * code in place of the one that was not redeemed yet. The old one is unknown from then on: were it the
 * same one, a client that gets both would present a code twice, and its grant would be revoked (RFC 6749,
 * section 4.1.2). Null when it was redeemed.
 */
export async function newCode(
  { interaction, userId }: Repeat,
  context: Dependencies,
): Promise<string | null> {
  const codes = codesOf(interaction, context);
  const at = await positionOf(codes, userId, context);
  const [from, to] = [codes[at], codes[at + 1]];
  if (!from || !to) return null;
  const now = context.clock.now();
  if (await moveCode(context.sql, { from: from.hash, to: to.hash, now })) return to.token;
  // Another click did that at the same moment, and has the one that counts; or it was redeemed.
  return sameCode({ interaction, userId }, context);
}

async function positionOf(
  codes: readonly OpaqueToken[],
  userId: string,
  { sql, clock }: Dependencies,
): Promise<number> {
  const hashes = codes.map(({ hash }) => hash);
  const found = await findUnredeemed(sql, { hashes, userId, now: clock.now() });
  return found === null ? -1 : hashes.findIndex((hash) => hash.equals(found));
}
