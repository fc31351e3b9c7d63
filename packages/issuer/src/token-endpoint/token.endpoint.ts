import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { formatScope } from '@sallyport/protocol/scope.ts';
import type { Context as Request } from 'hono';
import { toldDetail } from '../authorization-details/detail.ts';
import { authenticateClient, credentialFields } from '../clients/authenticate-client.ts';
import {
  deviceCodeGrant,
  type GrantType,
  grantTypes,
  tokenExchangeGrant,
} from '../clients/grant-types.ts';
import { createTokenNotes } from '../clients/last-token.service.ts';
import { requireGrant } from '../clients/require-grant.ts';
import type { Context } from '../context.ts';
import { createCodeRedeemer } from '../grants/code-redeemer.service.ts';
import type { Authentication } from '../grants/grant.ts';
import { narrow } from '../grants/narrow.ts';
import { createRefreshTokenKeeper } from '../grants/refresh-token-keeper.service.ts';
import { readForm } from '../http/body.ts';
import { privateJson } from '../http/json-response.ts';
import { note } from '../http/note.ts';
import { actedBy } from '../swap/resolution.ts';
import { issueAccessToken } from '../tokens/access-token.ts';
import { signIdToken } from '../tokens/id-token.ts';
import { organizationClaims } from '../userinfo/organization-claims.ts';
import { personClaims } from '../userinfo/person-claims.service.ts';
import { authorizationCode } from './authorization-code.service.ts';
import { clientCredentials } from './client-credentials.ts';
import { deviceCode } from './device-code.service.ts';
import type {
  Exchanged,
  GrantContext,
  GrantHandler,
  Redeemed,
  TokenRequest,
} from './grant-handler.ts';
import { refreshToken } from './refresh-token.service.ts';
import { readRequested } from './requested.ts';
import { tokenExchange } from './token-exchange.service.ts';

const handlers: Readonly<Record<GrantType, GrantHandler>> = {
  authorization_code: authorizationCode,
  refresh_token: refreshToken,
  client_credentials: clientCredentials,
  [tokenExchangeGrant]: tokenExchange,
  [deviceCodeGrant]: deviceCode,
};

/** RFC 6749, section 5.1; OpenID Connect Core, section 3.1.3.3; RFC 8693, section 2.2.1. */
interface TokenAnswer {
  access_token: string;
  issued_token_type?: string;
  token_type: 'Bearer';
  expires_in: number;
  scope: string | undefined;
  refresh_token?: string | undefined;
  /** draft-ietf-oauth-refresh-token-expiration-03. */
  refresh_token_expires_in?: number | undefined;
  id_token?: string | undefined;
  /** RFC 9396, section 7. */
  authorization_details?: AuthorizationDetail[];
}

/** What every grant has. */
const fields = [
  'grant_type',
  'scope',
  'resource',
  'authorization_details',
  ...credentialFields,
] as const;

/**
 * `POST /token` (RFC 6749, section 3.2): the phases that every grant goes through, in order.
 *
 * @param mayRepeat whether a code may be redeemed once more, with the same proof and for the same answer.
 */
export const token = (context: Context, mayRepeat = false) => {
  const redeemCode = createCodeRedeemer(context);
  const keepRefreshToken = createRefreshTokenKeeper(context);
  const noteToken = createTokenNotes(context);
  const grantContext: GrantContext = { ...context, redeemCode, keepRefreshToken };
  return async (request: Request) => {
    // 1. Parse, and authenticate the client.
    const parameters = await readForm(request);
    const form = parameters.read(fields);
    const client = await authenticateClient(request.req.header('authorization'), form, context);

    // 2. Check that it may use this grant.
    const handler = handlerOf(form.grant_type);
    note(request, { client: client.id, grant: handler.type });
    requireGrant(client, handler.type);

    // 3. Read which scopes and resources are requested.
    const requested = readRequested(form);

    // 4. Spend the credential: for what is requested, within what was granted.
    const now = context.clock.now();
    const redeemed = await handler.redeem(
      { client, parameters, requested, mayRepeat, now },
      grantContext,
    );

    // 5. Issue. What was exchanged is signed already.
    const answer =
      'jwt' in redeemed
        ? exchangedAnswer(redeemed)
        : await issue(redeemed, { client, requested, now }, context);
    await noteToken(client.id, handler.type, now);

    // 6. Respond.
    return privateJson(answer);
  };
};

/** Of an access token, and of an ID token where the client is to learn who signed in. */
async function issue(
  redeemed: Redeemed,
  { client, requested, now }: Pick<TokenRequest, 'client' | 'requested' | 'now'>,
  context: Context,
): Promise<TokenAnswer> {
  const { scope, apis: audiences, ...narrowed } = narrow(requested, redeemed);
  const details = narrowed.details.map(toldDetail);
  const { organization = null, impersonation = null } = redeemed;
  const { accessToken, expiresIn } = issueAccessToken(
    {
      ...redeemed,
      ...{ client: client.id, scope, audiences, details, now },
      organization: organization?.id,
      impersonation: impersonation?.id,
    },
    context,
  );
  const { authentication } = redeemed;
  const idToken =
    authentication && scope.includes('openid')
      ? await signIdToken(
          {
            client,
            authentication: {
              ...authentication,
              ...(impersonation && { act: actedBy(impersonation.actorId) }),
            },
            accessToken,
            now,
            told: {
              ...(await toldOf(authentication, scope, context)),
              ...organizationClaims(organization, scope),
            },
          },
          context,
        )
      : undefined;
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresIn,
    scope: scopeOf(scope),
    refresh_token: redeemed.refreshToken,
    refresh_token_expires_in: secondsUntil(redeemed.refreshExpiresAt, now),
    id_token: idToken,
    ...(details.length > 0 && { authorization_details: details }),
  };
}

/** What the client wants to know at once, as far as the scopes let it. */
async function toldOf(
  { userId, idTokenClaims }: Authentication,
  scope: readonly string[],
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<Record<string, unknown>> {
  if (idTokenClaims.length === 0) return {};
  const claims = Object.entries(await personClaims(userId, scope, context));
  return Object.fromEntries(claims.filter(([name]) => idTokenClaims.includes(name)));
}

const secondsUntil = (end: Date | undefined, now: Date): number | undefined =>
  end && Math.max(0, Math.floor((end.getTime() - now.getTime()) / 1000));

const exchangedAnswer = ({ jwt, issuedTokenType, expiresIn, scope }: Exchanged): TokenAnswer => ({
  access_token: jwt,
  issued_token_type: issuedTokenType,
  token_type: 'Bearer',
  expires_in: expiresIn,
  scope: scopeOf(scope),
});

/** Left out when there is none: the grammar has no empty scope (RFC 6749, section 3.3). */
const scopeOf = (scope: readonly string[]): string | undefined =>
  scope.length > 0 ? formatScope(scope) : undefined;

function handlerOf(type: string | undefined): GrantHandler {
  if (type === undefined) throw new OAuthError('invalid_request', 'grant_type is missing.');
  if (!Object.hasOwn(handlers, type)) {
    throw new OAuthError('unsupported_grant_type', `Supported: ${grantTypes.join(', ')}.`);
  }
  return handlers[type as GrantType];
}
