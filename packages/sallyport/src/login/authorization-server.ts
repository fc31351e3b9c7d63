import { commandLineClientId } from '@sallyport/issuer/clients/command-line-client.ts';
import * as oauth from 'oauth4webapi';
import { StartupError } from '../startup-error.ts';

export const client: oauth.Client = { client_id: commandLineClientId };
/** A program on a person's device cannot keep a secret (RFC 8252, section 8.5). */
export const noSecret = oauth.None();

const timeoutMs = 10_000;

export const optionsFor = (issuer: string) => ({
  signal: () => AbortSignal.timeout(timeoutMs),
  // Of this machine; `readIssuerUrl` lets no other one pass.
  [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
});

/**
 * Where an issuer answers, by its own metadata.
 *
 * @throws StartupError when it does not answer, or names itself otherwise (RFC 8414, section 3.3)
 */
export async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  try {
    const answer = await oauth.discoveryRequest(url, optionsFor(issuer));
    return await oauth.processDiscoveryResponse(url, answer);
  } catch (cause) {
    throw new StartupError(`${issuer} cannot be used as an issuer: ${reasonOf(cause)}.`, { cause });
  }
}

/** Why a request had no answer, or one that cannot be used. Never what was sent. */
export function reasonOf(error: unknown): string {
  if (error instanceof oauth.ResponseBodyError) {
    return error.error_description ?? error.error;
  }
  const { message, name, cause } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') return 'no answer came within 10 seconds';
  return (cause?.code ?? message).replace(/\.$/, '');
}
