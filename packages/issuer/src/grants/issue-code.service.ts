import type { Context } from '../context.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { Session } from '../sessions/session.ts';
import { mintOpaqueToken } from '../tokens/opaque-token.ts';
import { insertGrantWithCode } from './new-grants.store.ts';
import { firstCodeOf } from './repeat-code.service.ts';

interface Asked {
  parameters: AuthorizationParameters;
  /** Whether the user has to have agreed to it: no code, too, where they have taken it back. */
  agreed: boolean;
  /** The id of the one that it is for. */
  organization: string | null;
}

/**
 * Writes the grant and its code, and closes the interaction: one statement. Null when another tab
 * closed the same interaction first, or the session or its user has ended meanwhile.
 */
export async function issueCode(
  { parameters, agreed, organization }: Asked,
  session: Session,
  interaction: string | null,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings'>,
): Promise<string | null> {
  const { sql, clock, random, settings } = context;
  const now = clock.now();
  const { token, hash } =
    interaction === null ? mintOpaqueToken('code', random) : firstCodeOf(interaction, context);
  const { lifetimes } = settings;
  const issued = await insertGrantWithCode(sql, {
    interactionHash: interaction === null ? null : sha256(interaction),
    grantId: random.uuid(),
    parameters,
    agreed,
    organization,
    session,
    codeHash: hash,
    now,
    codeExpiresAt: secondsAfter(now, lifetimes.authorizationCode),
    grantExpiresAt: secondsAfter(now, lifetimes.grantAbsolute),
  });
  return issued ? token : null;
}
