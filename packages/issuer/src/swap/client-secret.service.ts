import { parseBasic } from '@sallyport/protocol/basic-credentials.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { SwapRefused } from '@sallyport/protocol/internal.ts';
import { authenticateClient, wrongSecret } from '../clients/authenticate-client.ts';
import { whyNotForItself } from '../clients/by-secret.ts';
import type { Client } from '../clients/client.ts';
import { tooManyWrongSecrets } from '../clients/wrong-secrets.ts';
import type { Context } from '../context.ts';
import { numericDate } from '../runtime/clock.ts';
import type { SealedFacts } from '../tokens/sealed-token.ts';

interface Asked {
  /** The value of `Authorization`. */
  token: string;
  audience: string;
  /** Of the caller at the gateway. */
  network?: string | undefined;
}

export const isClientSecret = (token: string): boolean => /^basic /i.test(token);

/** In place of the id of an access token: there is none. */
export const presumedTokenId = 'client_secret';

/**
 * The access token that a client could get for its secret and an API, if the secret is right. Its
 * facts are looked up first and the secret is checked afterwards: so the answer holds at the position
 * of the facts, and a secret that is changed after it was checked is a change after that position.
 */
export function presumedToken(
  { token, audience }: Asked,
  now: Date,
  { settings }: Pick<Context, 'settings'>,
): SealedFacts | null {
  const id = parseBasic(token)?.id;
  if (id === undefined) return null;
  const issuedAt = numericDate(now);
  return {
    ...{ id: presumedTokenId, kind: 'client', source: id, client: id },
    scope: [],
    audiences: [audience],
    issuedAt,
    expiresAt: issuedAt + settings.lifetimes.insideToken,
  };
}

/** The client, by the rules of the token endpoint, guesses counted; or why it gets nothing. */
export async function proveClient(
  { token, network = '' }: Asked,
  context: Pick<Context, 'clients' | 'secrets' | 'rates'>,
): Promise<{ ok: true; client: Client } | SwapRefused> {
  const { wrongSecrets } = context.rates;
  const key = `${network} ${parseBasic(token)?.id}`;
  const retryAfter = wrongSecrets.retryAfter(key);
  if (retryAfter !== null) return refused(tooManyWrongSecrets(retryAfter));
  try {
    const client = await authenticateClient(token, noForm, context);
    const why = whyNotForItself(client);
    return why ? refused(why) : { ok: true, client };
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    if (error.detail === wrongSecret) wrongSecrets.count(key);
    return refused(error);
  }
}

const noForm = { client_id: undefined, client_secret: undefined };

const refused = ({ code, message, retryAfter }: OAuthError): SwapRefused => ({
  ok: false,
  error: code,
  error_description: message,
  ...(retryAfter !== undefined && { retry_after: retryAfter }),
});
