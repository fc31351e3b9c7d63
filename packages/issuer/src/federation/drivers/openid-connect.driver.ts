import * as oauth from 'oauth4webapi';
import type { Answer, Driver, Upstream } from '../driver.ts';
import { completeProfile, isComplete, readProfile } from '../profile.ts';
import { NotRecentError } from '../upstream-errors.ts';
import { authorizationUrl, type Prompt, promptOf } from './authorization-url.ts';
import { exchangeCode, optionsOf } from './code-exchange.driver.ts';
import type { Claims, Differences } from './differences.ts';

const everyPrompt: readonly Prompt[] = ['login', 'consent', 'select_account'];

/** Code flow of OpenID Connect, with `state`, `nonce`, PKCE, and every claim of the ID token checked. */
export function openIdConnect<Settings>(differences: Differences<Settings>): Driver<Settings> {
  const { pkce = () => true, prompts = everyPrompt } = differences;
  const discover = ({ discover, settings }: Upstream<Settings>) =>
    discover(differences.issuer(settings), differences.namedIssuer?.(settings));
  return {
    async start(upstream, request) {
      const metadata = await discover(upstream);
      const { maxAge, loginHint, acrValues, attempt } = request;
      return authorizationUrl(upstream, attempt, {
        endpoint: authorizationEndpoint(metadata, upstream.plainHttp),
        scopes: ['openid', ...(differences.scopes ?? [])],
        pkce: pkce(upstream.settings),
        parameters: {
          prompt: promptOf(upstream, request, prompts),
          // With `max_age` a provider has to tell when it was (OpenID Connect Core, section 3.1.2.1).
          max_age: maxAge === undefined ? undefined : String(maxAge),
          acr_values: acrValuesOf(acrValues, metadata),
          claims: claimsOf(upstream, metadata),
          login_hint: loginHint,
          nonce: differences.nonce === false ? undefined : attempt.nonce,
          ...differences.parameters?.(upstream.settings),
        },
      });
    },
    async finish(upstream, callback) {
      const metadata = await discover(upstream);
      const exchanged = await exchangeCode(upstream, callback, { metadata, differences, pkce });
      const { claims } = exchanged;
      requireRecent(claims.auth_time, callback.attempt.signedInSince);
      differences.admit?.(claims, upstream.settings);
      const standard = (raw: Claims) => ({
        ...readProfile(differences.claims?.(raw, callback.parameters) ?? raw),
        raw,
      });
      const profile = standard(claims);
      const asks = differences.userinfo !== false && metadata.userinfo_endpoint !== undefined;
      const isAllThere = upstream.claims.every((name) => Object.hasOwn(claims, name));
      if (!asks || (isComplete(profile) && isAllThere)) return { profile };
      return withUserinfo(upstream, { ...exchanged, metadata, profile, standard });
    },
  };
}

/**
 * When the person signed in there (section 5.5): without being asked, a provider need not say it. Claims that
 * the configuration asks for are left as they are.
 */
const claimsOf = (
  { parameters }: Pick<Upstream<unknown>, 'parameters'>,
  { claims_parameter_supported: isServed }: oauth.AuthorizationServer,
): string | undefined =>
  isServed === true && parameters['claims'] === undefined
    ? JSON.stringify({ id_token: { auth_time: null } })
    : undefined;

/** Those that it knows, where it says which these are. */
function acrValuesOf(
  wanted: readonly string[],
  { acr_values_supported: known }: oauth.AuthorizationServer,
): string | undefined {
  const asked = Array.isArray(known) ? wanted.filter((value) => known.includes(value)) : wanted;
  return asked.join(' ') || undefined;
}

interface Known {
  metadata: oauth.AuthorizationServer;
  client: oauth.Client;
  claims: oauth.IDToken;
  accessToken: string;
  profile: Answer['profile'];
  standard(raw: Claims): Answer['profile'];
}

async function withUserinfo(
  upstream: Upstream<unknown>,
  { metadata, client, claims, accessToken, profile, standard }: Known,
): Promise<Answer> {
  try {
    const options = optionsOf(upstream);
    const response = await oauth.userInfoRequest(metadata, client, accessToken, options);
    const more = await oauth.processUserInfoResponse(metadata, client, claims.sub, response);
    return { profile: completeProfile(profile, standard(more)) };
  } catch (userinfoFailure) {
    return { profile, userinfoFailure };
  }
}

/** How far the provider's clock may be behind ours, in seconds. */
const clockTolerance = 60;

/** Where the provider says when it signed the person in; not all do, whatever they are asked. */
function requireRecent(authTime: unknown, since: number | undefined): void {
  if (since === undefined || typeof authTime !== 'number') return;
  if (authTime < since - clockTolerance) {
    throw new NotRecentError('The provider was asked to sign the person in anew, and did not.');
  }
}

/** The browser is sent there: a provider must not lead it into a script or onto an open line. */
function authorizationEndpoint(
  { authorization_endpoint: endpoint = '' }: oauth.AuthorizationServer,
  plainHttp: boolean,
): string {
  const protocol = URL.canParse(endpoint) ? new URL(endpoint).protocol : '';
  if (protocol === 'https:' || (plainHttp && protocol === 'http:')) return endpoint;
  throw new Error('The metadata of the provider has no authorization_endpoint with https.');
}
