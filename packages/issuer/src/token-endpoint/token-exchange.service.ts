import { reaches } from '@sallyport/protocol/acr.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Client } from '../clients/client.ts';
import { tokenExchangeGrant } from '../clients/grant-types.ts';
import {
  actorsOf,
  entryApi,
  exchangedClaims,
  maxActors,
  originalToken,
} from '../exchange/exchanged-claims.ts';
import { readSubjectToken, type SubjectClaims } from '../exchange/subject-token.ts';
import { narrow, type Requested } from '../grants/narrow.ts';
import type { Parameters } from '../http/parameters.ts';
import { numericDate } from '../runtime/clock.ts';
import { insideTokenId, signClaims } from '../swap/inside-token.ts';
import { tooWeak } from '../swap/resolution.ts';
import { resolveOpened, rightsAt } from '../swap/resolve-access.service.ts';
import type { GrantContext, GrantHandler } from './grant-handler.ts';

/** RFC 8693, section 3: what a JWT for a service is, by either of its names. */
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
const tokenTypes = [accessTokenType, 'urn:ietf:params:oauth:token-type:jwt'];

const fields = [
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'actor_token',
  'audience',
] as const;

/**
 * A service calls another one on behalf of its caller (RFC 8693): for the JWT that it was called with
 * it gets one for the API that it calls. The grant behind the JWT is checked anew, and what the
 * subject may do at the other API is read from the database, as at a swap.
 */
export const tokenExchange: GrantHandler = {
  type: tokenExchangeGrant,
  async redeem({ client, parameters, requested, now }, context) {
    const { token, api } = readExchange(parameters, requested, client);
    const { settings, keys, random } = context;
    const expected = { issuer: settings.url, audiences: client.serves, now: numericDate(now) };
    const { claims: subject, isMarked } = await readSubjectToken(token, expected, keys);
    if (subject.authorization_details && subject.sub_kind === 'user') {
      throw new OAuthError(
        'invalid_target',
        'What is confined to authorization_details is for the API of their type only.',
      );
    }
    if (!isMarked) await requireUnmarked(subject, context);
    await checkActors(actorsOf(subject.act), context);

    const access = await resolveOpened(originalToken(subject), entryApi(subject), context);
    if (!access.ok) throw new OAuthError('invalid_request', access.description);
    const { resolution } = access;
    if (resolution.holder.kind === 'link') {
      throw new OAuthError('invalid_target', 'What came by an action link is for one API only.');
    }
    const target = await rightsAt(api, resolution.holder.roles, context);
    if (!target) throw noAccess();
    const { holder } = resolution;
    if (holder.kind === 'user' && !reaches(holder.acr, target.acr)) {
      throw new OAuthError('insufficient_user_authentication', tooWeak(target.acr).reason);
    }
    const granted = { scope: resolution.principal.scope, apis: [api], details: [] };
    const { scope } = narrow({ ...requested, apis: [api] }, granted);

    const issue = {
      issuer: settings.url,
      id: insideTokenId(random),
      now,
      lifetime: settings.lifetimes.insideToken,
    };
    const claims = exchangedClaims(
      { subject, resolution, caller: client.id, target, scope },
      issue,
    );
    const { jwt } = await signClaims(claims, target, context);
    return {
      kind: claims.sub_kind,
      jwt,
      expiresIn: claims.exp - claims.iat,
      scope,
      issuedTokenType: accessTokenType,
    };
  },
};

/** A JWT that is marked as any other is accepted only for an API whose JWTs all are. */
async function requireUnmarked({ aud }: SubjectClaims, context: GrantContext): Promise<void> {
  const [api = ''] = [aud].flat();
  const facts = await rightsAt(api, [], context);
  if (facts?.jwtType === 'JWT') return;
  throw new OAuthError('invalid_request', 'The subject_token is not an access token.');
}

/** Who passed the token on must still be a client, as who it began with must. */
async function checkActors(ids: readonly string[], { clients }: GrantContext): Promise<void> {
  if (ids.length >= maxActors) {
    throw new OAuthError(
      'invalid_request',
      `At most ${maxActors} services can follow one another.`,
    );
  }
  const actors = await Promise.all(ids.map(clients));
  if (actors.some((actor) => !actor || actor.disabled)) {
    throw new OAuthError(
      'invalid_request',
      'A service that the subject_token came through is no client any more.',
    );
  }
}

function readExchange(parameters: Parameters, requested: Requested, client: Client) {
  const form = parameters.read(fields);
  const { subject_token: token, subject_token_type: type, requested_token_type: wanted } = form;
  if (token === undefined || type === undefined) {
    throw new OAuthError('invalid_request', 'Send subject_token and subject_token_type.');
  }
  if (!tokenTypes.includes(type) || (wanted !== undefined && !tokenTypes.includes(wanted))) {
    throw new OAuthError('invalid_request', `The only token type here is ${accessTokenType}.`);
  }
  if (form.actor_token !== undefined) {
    throw new OAuthError(
      'invalid_request',
      'Leave actor_token out: the client itself is the actor.',
    );
  }
  const targets = new Set(requested.apis);
  if (form.audience !== undefined) targets.add(form.audience);
  const [api] = targets;
  if (api === undefined || targets.size > 1) {
    throw new OAuthError(
      'invalid_target',
      'Name the one API that is called, as resource or audience.',
    );
  }
  if (!client.apis.includes(api)) throw noAccess();
  return { token, api };
}

const noAccess = () =>
  new OAuthError('invalid_target', 'This client may not call that API. List it under its apis.');
