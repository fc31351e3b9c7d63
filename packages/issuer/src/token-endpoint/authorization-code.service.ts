import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isCodeVerifier } from '@sallyport/protocol/pkce.ts';
import {
  type CodeOutcome,
  redeemAuthorizationCode,
} from '../grants/authorization-codes.service.ts';
import { excessOf } from '../grants/narrow.ts';
import { sha256 } from '../runtime/sha256.ts';
import { opaqueTokenBytes } from '../tokens/opaque-token.ts';
import type { GrantHandler, TokenRequest } from './grant-handler.ts';
import { tokensOf } from './redeemed-code.service.ts';

/**
 * RFC 6749, section 4.1.3, with PKCE (RFC 7636). The code is spent, whether what it is bound to is
 * right or wrong.
 */
export const authorizationCode: GrantHandler = {
  type: 'authorization_code',
  async redeem(request, context) {
    const { client, requested, now, mayRepeat } = request;
    const { bytes, redirectUri, verifier } = readRequest(request);
    const result = await redeemAuthorizationCode(
      {
        bytes,
        clientId: client.id,
        redirectUri: redirectUri ?? null,
        challenge: verifier === undefined ? null : sha256(verifier).toString('base64url'),
        requested,
        withRefreshToken: client.grants.includes('refresh_token'),
        mayRepeat,
        now,
      },
      context,
    );
    switch (result.outcome) {
      case 'redeemed':
        break;
      case 'mismatch':
        throw new OAuthError('invalid_grant', mismatch(result, redirectUri, verifier));
      case 'ended':
        throw new OAuthError('invalid_grant', 'The sign-in behind the code has ended.');
      case 'excessive':
        throw excessOf(requested, result.grant) ?? refused();
      case 'refused':
        throw refused();
    }
    return tokensOf(result, context);
  },
};

const fields = ['code', 'redirect_uri', 'code_verifier'] as const;

function readRequest({ parameters }: TokenRequest) {
  const { code, redirect_uri: redirectUri, code_verifier: verifier } = parameters.read(fields);
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
  const bytes = opaqueTokenBytes('code', code);
  if (!bytes) throw new OAuthError('invalid_grant', 'The code is not one of ours.');
  return { bytes, redirectUri, verifier };
}

function mismatch(
  bound: Extract<CodeOutcome, { outcome: 'mismatch' }>,
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

const refused = () => new OAuthError('invalid_grant', 'The code has expired or was used before.');
