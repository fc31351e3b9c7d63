import { calculatePKCECodeChallenge } from 'oauth4webapi';
import type { StartRequest, Upstream } from '../driver.ts';

/** What the drivers say of a request; undefined parameters are left out. */
export interface AuthorizationRequest {
  endpoint: string;
  scopes: readonly string[];
  pkce: boolean;
  parameters: Readonly<Record<string, string | undefined>>;
}

/** An authorization request of the code flow (RFC 6749, section 4.1.1), with PKCE (RFC 7636). */
export async function authorizationUrl(
  upstream: Upstream<unknown>,
  { state, codeVerifier }: StartRequest['attempt'],
  { endpoint, scopes, pkce, parameters }: AuthorizationRequest,
): Promise<URL> {
  const url = new URL(endpoint);
  const scope = [...new Set([...scopes, ...upstream.scopes])].join(' ');
  // What this sign-in says nothing of stays as the configuration has it.
  const said = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const all = {
    ...upstream.parameters,
    ...Object.fromEntries(said),
    response_type: 'code',
    client_id: upstream.clientId,
    redirect_uri: upstream.redirectUri,
    scope: scope || undefined,
    state,
    ...(pkce && {
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    }),
  };
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

/** Values of `prompt` that a provider knows: others are an error at some (Google). */
export type Prompt = 'login' | 'consent' | 'select_account';

/** `prompt` of what is configured and what this sign-in needs, as far as the provider knows it. */
export function promptOf(
  { prompt }: Pick<Upstream<unknown>, 'prompt'>,
  { maxAge, selectAccount }: StartRequest,
  known: readonly Prompt[],
): string | undefined {
  const wanted = new Set<string>(prompt?.split(' '));
  if (selectAccount) wanted.add('select_account');
  if (maxAge !== undefined) wanted.add('login');
  return known.filter((each) => wanted.has(each)).join(' ') || undefined;
}
