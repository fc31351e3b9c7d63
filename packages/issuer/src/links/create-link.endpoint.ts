import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readJson } from '../http/body.ts';
import { privateJson } from '../http/json-response.ts';
import { note } from '../http/note.ts';
import { routes } from '../routes.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { currentSource } from '../runtime/request-source.ts';
import { mintOpaqueToken } from '../tokens/opaque-token.ts';
import { authenticateLinkOwner } from './authenticate-link-owner.service.ts';
import { checkLinkPermissions, linkRequestSchema, parseLinkUrl } from './link-request.ts';
import { createLinkWriter } from './link-writer.service.ts';
import type { NewLink } from './links.store.ts';

/** `POST /links`: 201 with the URL to send. It is the only time that the token is shown. */
export const createLink = (context: Context) => {
  const write = createLinkWriter(context.sql);
  return async (request: Request) => {
    const client = await authenticateLinkOwner(request.req.header('authorization'), context);
    note(request, { client: client.id });
    const asked = await readJson(request, linkRequestSchema);
    const { url, origin } = parseLinkUrl(asked.url, client);

    const now = context.clock.now();
    const { token, hash } = mintOpaqueToken('action', context.random);
    const redeemableUntil = secondsAfter(now, asked.expires_in);
    const link: NewLink = {
      id: context.random.uuid(),
      clientId: client.id,
      url,
      origin,
      api: asked.api,
      permissions: asked.permissions,
      details: asked.authorization_details,
      uses: asked.uses,
      used: 0,
      tokenLifetime: asked.token_lifetime,
      subject: asked.subject,
      metadata: asked.metadata,
      createdAt: now,
      redeemableUntil,
      revokedAt: null,
      tokenHash: hash,
      expiresAt: secondsAfter(redeemableUntil, asked.token_lifetime),
      source: currentSource(),
    };
    checkLinkPermissions(asked.permissions, await write(link));

    const made = {
      id: link.id,
      // The fragment is never sent to a server: no log, no scanner and no Referer gets the token.
      url: `${link.url}#action_token=${token}`,
      expires_at: link.redeemableUntil.toISOString(),
    };
    return privateJson(made, { Location: routes.link(link.id) }, 201);
  };
};
