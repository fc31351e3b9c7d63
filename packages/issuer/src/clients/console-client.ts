import type { Route } from '@sallyport/protocol/route.ts';
import { adminAudience } from '../directory/built-in.ts';
import { type DeclaredClient, declaredClient } from './client-metadata.ts';

/** The console as a client. No other one can be declared with this id. */
export const consoleClientId = 'sallyport-console';

export interface ConsoleSettings {
  /** Where gateways serve it, with a slash at the end. */
  url: string;
  /** What gateways authenticate by for it; several while they change from one to the other. */
  secrets: readonly string[];
  /** What the sign-in has to be for anything but reading. */
  changes?: Route['require'];
}

/** The client that administrators sign in to, which is there without being declared. */
export function consoleClient(
  { url, secrets }: ConsoleSettings,
  issuerUrl: string,
): DeclaredClient {
  const [secret, former] = secrets;
  return declaredClient.parse({
    id: consoleClientId,
    name: 'Sallyport',
    type: 'web',
    secret: former === undefined ? secret : [secret, former],
    grants: ['authorization_code', 'refresh_token'],
    redirect_uris: [`${url}auth/callback`],
    post_logout_redirect_uris: [url],
    scopes: ['openid', 'profile', 'email'],
    apis: [adminAudience(issuerUrl)],
  });
}
