import { parseBasic } from '@sallyport/protocol/basic-credentials.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Form } from '../http/parameters.ts';
import { otherMethod, wrongClient } from './by-secret.ts';
import { type AuthMethod, type Client, isPublic } from './client.ts';
import { matchesClientSecret } from './client-secret.ts';

/** What a refusal says of a secret that is not the client's. */
export const wrongSecret = 'wrong secret';

/** The parameters that a client may authenticate with, at every endpoint (RFC 6749, section 2.3.1). */
export const credentialFields = ['client_id', 'client_secret'] as const;

type CredentialForm = Form<(typeof credentialFields)[number]>;

interface Presented {
  method: AuthMethod;
  id: string;
  secret: string;
}

/**
 * Who is calling a protocol endpoint (RFC 6749, section 2.3): by exactly the method the client was
 * registered with. A client without a secret is only named, not proven.
 *
 * @throws OAuthError `invalid_client`, the same whether the client is unknown, disabled or wrong.
 */
export async function authenticateClient(
  authorization: string | undefined,
  form: CredentialForm,
  { clients, secrets }: Pick<Context, 'clients' | 'secrets'>,
): Promise<Client> {
  const presented = readCredentials(authorization, form);
  const client = await clients(presented.id);
  if (!client) throw wrongClient('unknown client');
  if (client.disabled) throw wrongClient('disabled client');
  const proven =
    presented.method === 'none'
      ? isPublic(client)
      : matchesClientSecret(presented.secret, client.secretHashes, secrets.pepper);
  // Checked first: only a caller with the secret may learn anything about the client.
  if (!proven) throw wrongClient(wrongSecret);
  if (client.authMethod !== presented.method) {
    throw otherMethod(client);
  }
  return client;
}

/** The id of the client that would be authenticated, if these credentials are any. */
export const presentedId = (
  authorization: string | undefined,
  form: Pick<CredentialForm, 'client_id'>,
): string | undefined =>
  authorization === undefined ? form.client_id : parseBasic(authorization)?.id;

function readCredentials(authorization: string | undefined, form: CredentialForm): Presented {
  const formId = form.client_id;
  const formSecret = form.client_secret;
  if (authorization !== undefined) {
    const basic = parseBasic(authorization);
    if (!basic) {
      throw new OAuthError('invalid_client', 'Send Authorization: Basic with id and secret.');
    }
    // RFC 6749, section 2.3: never more than one method in a request.
    if (formSecret !== undefined || (formId !== undefined && formId !== basic.id)) {
      throw new OAuthError('invalid_request', 'Send the client credentials in one place only.');
    }
    return { method: 'client_secret_basic', ...basic };
  }
  if (formId === undefined) {
    throw new OAuthError('invalid_client', 'Client authentication is missing.');
  }
  return formSecret === undefined
    ? { method: 'none', id: formId, secret: '' }
    : { method: 'client_secret_post', id: formId, secret: formSecret };
}
