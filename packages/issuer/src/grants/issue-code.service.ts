import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { Session } from '../sessions/session.ts';
import { mintOpaqueToken } from '../tokens/opaque-token.ts';
import { insertGrantForDevice, insertGrantWithCode } from './new-grants.store.ts';
import { firstCodeOf } from './repeat-code.service.ts';

export interface Asked {
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

/**
 * Lets a device go on, and closes the interaction. False when the request of the device was answered before or
 * has expired, or the session or its user has ended meanwhile.
 *
 * @param device the id of its request
 */
export function allowDevice(
  { parameters, agreed, organization }: Asked,
  session: Session,
  { interaction, device }: { interaction: string; device: string },
  { sql, clock, random, settings }: Pick<Context, 'sql' | 'clock' | 'random' | 'settings'>,
): Promise<boolean> {
  const now = clock.now();
  const grantId = random.uuid();
  return sql.begin(async (tx) => {
    const isDone = await insertGrantForDevice(tx, {
      ...{ interactionHash: sha256(interaction), device, grantId },
      ...{ parameters, agreed, organization, session, now },
      grantExpiresAt: secondsAfter(now, settings.lifetimes.grantAbsolute),
    });
    if (!isDone) return false;
    const { clientId, scope, apis, details = [] } = parameters;
    await recordAudit(tx, {
      ...{ at: now, action: 'device_request.allow', actor: `user:${session.userId}` },
      subjects: [`user:${session.userId}`, `client:${clientId}`, `grant:${grantId}`],
      detail: {
        ...{ scope: [...scope], apis: [...apis] },
        ...(details.length > 0 && { details: [...details] }),
      },
    });
    return true;
  });
}
