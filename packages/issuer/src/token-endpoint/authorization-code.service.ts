import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isCodeVerifier } from '@sallyport/protocol/pkce.ts';
import {
  findSpentCode,
  type PresentedCode,
  redeemCode,
} from '../grants/authorization-codes.store.ts';
import { narrow } from '../grants/narrow.ts';
import { revokeGrant } from '../grants/revoke-grant.service.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { hashOpaqueToken, mintOpaqueToken, sha256 } from '../tokens/opaque-token.ts';
import type { Grant, GrantContext, TokenRequest } from './grant-handler.ts';

/**
 * RFC 6749, section 4.1.3, with PKCE (RFC 7636). The code is spent by one statement, whether what
 * it is bound to is right or wrong; one that comes again takes back everything that it gave
 * (section 4.1.2).
 */
export const authorizationCode: Grant = {
  type: 'authorization_code',
  async redeem(request, context) {
    const { client, asked, now } = request;
    const { lifetimes } = context.settings;
    const { hash, redirectUri, verifier } = readRequest(request);
    const refresh = client.grants.includes('refresh_token')
      ? mintOpaqueToken('refresh', context.random)
      : null;
    const code = await redeemCode(context.sql, {
      hash,
      clientId: client.id,
      redirectUri: redirectUri ?? null,
      challenge: verifier === undefined ? null : sha256(verifier).toString('base64url'),
      asked,
      refreshHash: refresh?.hash ?? null,
      refreshIdleUntil: secondsAfter(now, lifetimes.refreshIdle),
      idleSince: secondsAfter(now, -lifetimes.sessionIdle),
      now,
    });
    if (!code?.spent) {
      if (code?.grant) narrow(asked, code.grant);
      return refuseAbsentCode(hash, client.id, context);
    }
    if (!code.matches) {
      throw new OAuthError('invalid_grant', mismatch(code, redirectUri, verifier));
    }
    if (!code.grant) {
      throw new OAuthError('invalid_grant', 'The sign-in behind the code has ended.');
    }
    const { grantId: source, scope, apis } = code.grant;
    return {
      kind: 'user',
      source,
      scope,
      apis,
      ...(refresh ? { refreshToken: refresh.token } : {}),
      authentication: code.grant,
    };
  },
};

function readRequest({ form }: TokenRequest) {
  const code = form.get('code');
  const redirectUri = form.get('redirect_uri');
  const verifier = form.get('code_verifier');
  if (code === undefined) throw new OAuthError('invalid_request', 'code is missing.');
  if (redirectUri === undefined && verifier === undefined) {
    throw new OAuthError(
      'invalid_request',
      'code_verifier is missing; without PKCE, redirect_uri.',
    );
  }
  if (verifier !== undefined && !isCodeVerifier(verifier)) {
    throw new OAuthError('invalid_request', 'code_verifier must have 43 to 128 characters.');
  }
  const hash = hashOpaqueToken('code', code);
  if (!hash) throw new OAuthError('invalid_grant', 'The code is not one of ours.');
  return { hash, redirectUri, verifier };
}

async function refuseAbsentCode(
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
  bound: PresentedCode,
  redirectUri: string | undefined,
  verifier: string | undefined,
): string {
  if (redirectUri !== undefined && bound.redirectUri !== redirectUri) {
    return 'redirect_uri is not that of the request.';
  }
  if (bound.challenge === null) return 'code_verifier came without a code_challenge before.';
  if (verifier === undefined) return 'code_verifier is missing.';
  return 'code_verifier does not match the code_challenge.';
}
