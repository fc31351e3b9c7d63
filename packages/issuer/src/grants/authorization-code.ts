import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isCodeVerifier } from '@sallyport/protocol/pkce.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { hashOpaqueToken, mintOpaqueToken, sha256 } from '../tokens/opaque-token.ts';
import { findSpentCode, redeemCode } from './authorization-codes.store.ts';
import type { Grant, GrantContext, TokenRequest } from './grant.ts';
import { revokeGrant } from './revoke-grant.ts';

/**
 * RFC 6749, section 4.1.3, with PKCE (RFC 7636). The code is spent by one statement, right or
 * wrong; one that comes again takes back everything that it gave (section 4.1.2).
 */
export const authorizationCode: Grant = {
  type: 'authorization_code',
  async redeem(request, context) {
    const { client, form, now } = request;
    const { hash, redirectUri, verifier } = readRequest(request);
    const refresh = client.grants.includes('refresh_token')
      ? mintOpaqueToken('refresh', context.random)
      : null;
    const spent = await redeemCode(context.sql, {
      hash,
      clientId: client.id,
      redirectUri,
      challenge: verifier === undefined ? null : sha256(verifier).toString('base64url'),
      refreshHash: refresh?.hash ?? null,
      refreshIdleUntil: secondsAfter(now, context.settings.lifetimes.refreshIdle),
      now,
    });
    if (!spent) return refuseSpentCode(hash, client.id, context);
    if (!spent.matches) {
      throw new OAuthError(
        'invalid_grant',
        mismatch(spent, redirectUri, form.has('code_verifier')),
      );
    }
    return {
      kind: 'user',
      source: spent.grantId,
      scope: spent.scope,
      apis: spent.apis,
      ...(refresh ? { refreshToken: refresh.token } : {}),
      authentication: spent,
    };
  },
};

function readRequest({ form }: TokenRequest) {
  const code = form.get('code');
  const redirectUri = form.get('redirect_uri');
  const verifier = form.get('code_verifier');
  if (code === undefined) throw new OAuthError('invalid_request', 'code is missing.');
  if (redirectUri === undefined) {
    throw new OAuthError('invalid_request', 'redirect_uri is missing.');
  }
  if (verifier !== undefined && !isCodeVerifier(verifier)) {
    throw new OAuthError('invalid_request', 'code_verifier must have 43 to 128 characters.');
  }
  const hash = hashOpaqueToken('code', code);
  if (!hash) throw new OAuthError('invalid_grant', 'The code is not one of ours.');
  return { hash, redirectUri, verifier };
}

async function refuseSpentCode(
  hash: Buffer,
  clientId: string,
  context: GrantContext,
): Promise<never> {
  const grantId = await findSpentCode(context.sql, hash, clientId);
  if (grantId) {
    context.log.warn({ client: clientId, grant: grantId }, 'code replayed; grant revoked');
    await revokeGrant(grantId, `client:${clientId}`, 'code replayed', context);
  }
  throw new OAuthError('invalid_grant', 'The code has expired or was used before.');
}

function mismatch(
  spent: { redirectUri: string; challenge: string | null },
  redirectUri: string,
  verifierGiven: boolean,
): string {
  if (spent.redirectUri !== redirectUri) return 'redirect_uri is not that of the request.';
  if (spent.challenge === null) return 'code_verifier came without a code_challenge before.';
  if (!verifierGiven) return 'code_verifier is missing.';
  return 'code_verifier does not match the code_challenge.';
}
