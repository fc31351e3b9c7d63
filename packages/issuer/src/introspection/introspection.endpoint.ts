import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { authenticateClient, credentialFields } from '../clients/authenticate-client.ts';
import { type Client, isPublic } from '../clients/client.ts';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { privateJson } from '../http/json-response.ts';
import { note } from '../http/note.ts';
import { claimsOf, signClaims } from '../swap/inside-token.ts';
import { resolveAccess } from '../swap/resolve-access.service.ts';
import {
  type AcceptedToken,
  acceptForeignToken,
} from '../trusted-issuers/accept-foreign-token.service.ts';
import type { RemoteKeys } from '../trusted-issuers/remote-keys.service.ts';
import { wantsJwt } from './wants-jwt.ts';

type Dependencies = Context & { remoteKeys: RemoteKeys };

const fields = ['token', 'resource', ...credentialFields] as const;

const varied = { Vary: 'Accept' };
const privately = { ...varied, 'Cache-Control': 'no-store' };

/**
 * `POST /introspect`: "is this token good, for my API?" Answers JSON (RFC 7662), or with
 * `Accept: application/jwt` the JWT that the gateway would have forwarded: 200, or 204 when the
 * token is not good. Tokens of trusted issuers are answered for like our own.
 */
export const introspect = (context: Dependencies) => async (request: Request) => {
  const form = (await readForm(request)).read(fields);
  const client = await authenticateClient(request.req.header('authorization'), form, context);
  note(request, { client: client.id });
  if (isPublic(client)) {
    throw new OAuthError('invalid_client', 'Only a confidential client may introspect.');
  }
  const { token } = form;
  if (token === undefined) throw new OAuthError('invalid_request', 'token is missing.');
  const api = apiOf(client, form.resource);
  const accepted =
    (await acceptOwnToken(token, api, context)) ?? (await acceptForeign(token, api, context));

  note(request, { active: accepted !== null });
  if (wantsJwt(request.req.header('accept'))) {
    if (!accepted) return new Response(null, { status: 204, headers: privately });
    const { jwt } = await signClaims(accepted.claims, accepted.form, context);
    return new Response(jwt, { headers: { ...privately, 'Content-Type': 'application/jwt' } });
  }
  if (!accepted) return privateJson({ active: false }, varied);
  // RFC 7662, section 2.2: times and id are those of the token that was asked about.
  const { claims, itself } = accepted;
  // A token bound by DPoP says so (RFC 9449, section 6.2); one bound to a certificate is Bearer.
  const tokenType = claims.cnf?.jkt === undefined ? 'Bearer' : 'DPoP';
  return privateJson({ active: true, token_type: tokenType, ...claims, ...itself }, varied);
};

/**
 * The API that the caller asks for: the only one it serves, or the one that it names. Never one that
 * it merely calls: what is behind a token is for the service that the token is shown to.
 */
function apiOf({ serves }: Client, [named, ...more]: readonly string[]): string {
  if (serves.length === 0) {
    throw new OAuthError(
      'unauthorized_client',
      'This client serves no API. List its APIs under serves in its configuration.',
    );
  }
  if (more.length > 0) throw new OAuthError('invalid_target', 'Name one resource only.');
  if (named !== undefined && !serves.includes(named)) {
    throw new OAuthError('invalid_target', 'This client does not serve that API.');
  }
  const api = named ?? (serves.length === 1 ? serves[0] : undefined);
  if (api === undefined) {
    throw new OAuthError(
      'invalid_target',
      'Name one API with resource: this client serves several.',
    );
  }
  return api;
}

async function acceptOwnToken(
  token: string,
  api: string,
  context: Context,
): Promise<AcceptedToken | null> {
  const access = await resolveAccess(token, api, context);
  if (!access.ok) return null;
  const { id, issuedAt, expiresAt } = access.resolution.token;
  return {
    claims: claimsOf(access.resolution, context.clock.now(), context),
    form: access.resolution.api,
    itself: { jti: id, iat: issuedAt, exp: expiresAt },
  };
}

/** Whom the issuer trusts is read from the database, which has to be the primary still. */
async function acceptForeign(
  token: string,
  api: string,
  context: Dependencies,
): Promise<AcceptedToken | null> {
  const accepted = await acceptForeignToken(token, api, context);
  if (accepted) await context.confirmPrimary();
  return accepted;
}
