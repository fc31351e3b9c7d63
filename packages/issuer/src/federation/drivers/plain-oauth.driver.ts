import * as oauth from 'oauth4webapi';
import type { Driver, StartRequest, Upstream } from '../driver.ts';
import { readProfile } from '../profile.ts';
import { normalizeTokenResponse } from '../token-response.ts';
import { ApiError } from '../upstream-errors.ts';
import { authorizationUrl } from './authorization-url.ts';

/** A provider that speaks OAuth 2.0 and tells who signed in by an API of its own. */
export interface PlainProvider<Settings> {
  endpoints(settings: Settings): { authorization: string; token: string };
  /** What it names itself in `iss` (RFC 9207); undefined for one that sends none. */
  sentIssuer?(settings: Settings): string;
  scopes?(settings: Settings): readonly string[];
  pkce(settings: Settings): boolean;
  authenticate(upstream: Upstream<Settings>): oauth.ClientAuth;
  parameters?(
    upstream: Upstream<Settings>,
    request: StartRequest,
  ): Record<string, string | undefined>;
  /** Asks its API, and tells in the claims of OpenID Connect what it has proved. */
  identify(upstream: Upstream<Settings>, api: Api): Promise<Identified>;
}

export interface Identified {
  claims: Record<string, unknown>;
  /** As the API told it. */
  raw: Record<string, unknown>;
}

export interface Api {
  accessToken: string;
  /** A JSON object or list. @throws Error for another answer. */
  get<T = Record<string, unknown>>(url: string | URL): Promise<T>;
}

/** Code flow of OAuth 2.0, with `state`, and with PKCE where the provider knows it. */
export function plainOAuth<Settings>(provider: PlainProvider<Settings>): Driver<Settings> {
  return {
    async start(upstream, request) {
      const { settings } = upstream;
      return authorizationUrl(upstream, request.attempt, {
        endpoint: provider.endpoints(settings).authorization,
        scopes: provider.scopes?.(settings) ?? [],
        pkce: provider.pkce(settings),
        parameters: provider.parameters?.(upstream, request) ?? {},
      });
    },
    async finish(upstream, { parameters, state, attempt }) {
      const { settings } = upstream;
      const known = new URLSearchParams(parameters);
      const issuer = provider.sentIssuer?.(settings);
      // Each provider has a redirect URI of its own, which tells answers apart as well
      // (RFC 9700, section 4.4.2.2).
      if (issuer === undefined) known.delete('iss');
      const { token } = provider.endpoints(settings);
      const server = { issuer: issuer ?? new URL(token).origin, token_endpoint: token };
      const client: oauth.Client = { client_id: upstream.clientId };
      const options = {
        [oauth.customFetch]: upstream.fetch,
        [oauth.allowInsecureRequests]: upstream.plainHttp,
      };
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        provider.authenticate(upstream),
        oauth.validateAuthResponse(server, client, known, state),
        upstream.redirectUri,
        provider.pkce(settings) ? attempt.codeVerifier : oauth.nopkce,
        options,
      );
      const { access_token: accessToken } = await oauth.processAuthorizationCodeResponse(
        server,
        client,
        await withoutIdToken(await normalizeTokenResponse(response)),
      );
      const api: Api = { accessToken, get: (url) => getJson(upstream, new URL(url), accessToken) };
      const { claims, raw } = await provider.identify(upstream, api);
      return { profile: { ...readProfile(claims), raw } };
    },
  };
}

/** Whom it is about is asked for at the API; an ID token beside it is not looked at. */
async function withoutIdToken(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const { id_token: _, ...rest } = (await response.json()) as Record<string, unknown>;
  return Response.json(rest);
}

async function getJson<T>(
  { fetch }: Pick<Upstream<unknown>, 'fetch'>,
  url: URL,
  accessToken: string,
): Promise<T> {
  const response = await fetch(url.href, {
    method: 'GET',
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${accessToken}`,
      // GitHub answers no request without one.
      'user-agent': 'sallyport',
    },
    redirect: 'manual',
    body: undefined,
  });
  const { origin, pathname } = url;
  if (response.status !== 200) throw new ApiError(response.status, origin + pathname);
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) {
    throw new Error(`${origin}${pathname} did not send a JSON object.`);
  }
  return body as T;
}
