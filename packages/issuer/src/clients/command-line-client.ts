import { adminAudience } from '../directory/built-in.ts';
import { type DeclaredClient, declaredClient } from './client-metadata.ts';

/** The command line as a client. No other one can be declared with this id. */
export const commandLineClientId = 'sallyport-cli';

/**
 * The client that `sallyport login` signs in to, which is there without being declared. Any program on a device
 * can say that it is this one: people are asked before it gets a code (`isAssured`), and without
 * `offline_access` what they gave ends with their sign-in in the browser.
 */
export const commandLineClient = (issuerUrl: string): DeclaredClient =>
  declaredClient.parse({
    id: commandLineClientId,
    name: 'Sallyport command line',
    type: 'native',
    grants: ['authorization_code', 'refresh_token'],
    // RFC 8252, section 7.3: with any port, by address and not by name.
    redirect_uris: ['http://127.0.0.1/callback'],
    scopes: ['openid', 'profile', 'email'],
    apis: [adminAudience(issuerUrl)],
  });
