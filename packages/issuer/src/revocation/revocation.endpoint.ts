import { OAuthError } from '@sallyport/protocol/errors.ts';
import { tokenKind } from '@sallyport/protocol/token-format.ts';
import type { Context as Request } from 'hono';
import { recordAudit } from '../audit/audit.service.ts';
import { authenticateClient, credentialFields } from '../clients/authenticate-client.ts';
import type { Client } from '../clients/client.ts';
import type { Context } from '../context.ts';
import { findRefreshGrant } from '../grants/find-refresh-grant.service.ts';
import { revokeGrant } from '../grants/revoke-grant.service.ts';
import { readForm } from '../http/body.ts';
import { fromNumericDate } from '../runtime/clock.ts';
import { openToken } from '../tokens/sealed-token.ts';
import { insertRevokedToken } from './revoked-tokens.store.ts';

const fields = ['token', ...credentialFields] as const;

/**
 * `POST /revoke` (RFC 7009). An access token goes alone; a refresh token takes its whole grant
 * along, however old it is. Answers 200 for a token that is unknown, already revoked or another client's, and only
 * after no gateway accepts it any more.
 */
export const revoke = (context: Context) => async (request: Request) => {
  const form = (await readForm(request)).read(fields);
  const client = await authenticateClient(request.req.header('authorization'), form, context);
  const { token } = form;
  if (token === undefined) throw new OAuthError('invalid_request', 'token is missing.');
  switch (tokenKind(token)) {
    case 'access':
      await revokeAccessToken(token, client, context);
      break;
    case 'refresh': {
      const grant = await findRefreshGrant(token, client.id, context);
      if (grant) await revokeGrant(grant, `client:${client.id}`, 'refresh token revoked', context);
      break;
    }
  }
  return request.body(null, 200, { 'Cache-Control': 'no-store' });
};

async function revokeAccessToken(token: string, client: Client, context: Context): Promise<void> {
  const facts = openToken(token, context.keys);
  if (facts?.client !== client.id) return;
  const at = context.clock.now();
  await context.changes.takeAway(async (tx) => {
    const done = await insertRevokedToken(tx, facts.id, fromNumericDate(facts.expiresAt));
    if (!done) return [];
    const subjects = [`token:${facts.id}` as const];
    await recordAudit(tx, { at, action: 'token.revoke', actor: `client:${client.id}`, subjects });
    return subjects;
  });
}
