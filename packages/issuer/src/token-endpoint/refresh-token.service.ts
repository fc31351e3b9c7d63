import { createHmac } from 'node:crypto';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isPublic } from '../clients/client.ts';
import { narrow } from '../grants/narrow.ts';
import {
  findRotated,
  type RefreshedGrant,
  rotateRefreshToken,
  useRefreshToken,
} from '../grants/refresh-tokens.store.ts';
import { revokeGrant } from '../grants/revoke-grant.service.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { opaqueToken, opaqueTokenBytes, sha256 } from '../tokens/opaque-token.ts';
import type { Grant, GrantContext, Redeemed, TokenRequest } from './grant-handler.ts';

/** How long after a rotation the same request gets the same successor, in seconds. */
const repeatWindow = 10;

/**
 * RFC 6749, section 6. A confidential client keeps its token; a public one gets a successor each
 * time (RFC 9700, section 4.14.2).
 */
export const refreshToken: Grant = {
  type: 'refresh_token',
  async redeem(request, context) {
    const presented = request.form.get('refresh_token');
    if (presented === undefined) {
      throw new OAuthError('invalid_request', 'refresh_token is missing.');
    }
    const bytes = opaqueTokenBytes('refresh', presented);
    if (!bytes) throw new OAuthError('invalid_grant', 'The refresh token is not one of ours.');
    return isPublic(request.client)
      ? rotate(bytes, request, context)
      : keep(bytes, request, context);
  },
};

async function keep(
  bytes: Buffer,
  request: TokenRequest,
  context: GrantContext,
): Promise<Redeemed> {
  const found = await useRefreshToken(context.sql, useOf(bytes, request, context));
  if (!found?.used) throw refusalOf(found, request);
  return redeemedFrom(found);
}

/**
 * The successor is derived from its predecessor, so that everyone who presents the same token
 * within the window gets the same one, and a lost answer loses nothing. Later, or once the
 * successor has been used, a repeated token means that two hold it: the whole family ends.
 */
async function rotate(
  bytes: Buffer,
  request: TokenRequest,
  context: GrantContext,
): Promise<Redeemed> {
  const { client, now } = request;
  const { sql, secrets, log } = context;
  const successor = opaqueToken('refresh', deriveSuccessor(bytes, secrets.refreshSuccessor));
  const use = useOf(bytes, request, context);
  const found = await rotateRefreshToken(sql, { ...use, successorHash: successor.hash });
  if (found?.used) return { ...redeemedFrom(found), refreshToken: successor.token };

  const repeated = await findRotated(sql, use);
  if (!repeated) throw refusalOf(found, request);
  if (repeated.rotatedAt > secondsAfter(now, -repeatWindow) && repeated.successorUnused) {
    return { ...redeemedFrom(repeated), refreshToken: successor.token };
  }
  log.warn({ client: client.id, grant: repeated.grantId }, 'refresh token replayed; grant revoked');
  await revokeGrant(repeated.grantId, `client:${client.id}`, 'refresh token replayed', context);
  throw refused();
}

const useOf = (
  bytes: Buffer,
  { client, asked, now }: TokenRequest,
  { settings: { lifetimes } }: GrantContext,
) => ({
  hash: sha256(bytes),
  clientId: client.id,
  asked,
  idleUntil: secondsAfter(now, lifetimes.refreshIdle),
  idleSince: secondsAfter(now, -lifetimes.sessionIdle),
  now,
});

const deriveSuccessor = (bytes: Buffer, key: Buffer): Buffer =>
  createHmac('sha256', key).update(bytes).digest();

const redeemedFrom = ({ grantId, scope, apis }: RefreshedGrant): Redeemed => ({
  kind: 'user',
  source: grantId,
  scope,
  apis,
});

/** A token that lives and was not used is one that more was asked of than was granted. */
function refusalOf(found: RefreshedGrant | null, { asked }: TokenRequest): OAuthError {
  if (found) narrow(asked, found);
  return refused();
}

const refused = () =>
  new OAuthError('invalid_grant', 'The refresh token has expired or was revoked. Sign in again.');
