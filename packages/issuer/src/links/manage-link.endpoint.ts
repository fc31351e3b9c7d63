import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { authenticateLinkOwner } from './authenticate-link-owner.service.ts';
import { describeLink, type Link } from './link.ts';
import { findLink } from './links.store.ts';
import { revokeOneLink } from './revoke-link.service.ts';

/** `GET /links/{id}`: what became of a link, for the client that made it. */
export const readLink = (context: Context) => async (request: Request) => {
  const client = await authenticateLinkOwner(request.req.header('authorization'), context);
  const link = await requireLink(request, client.id, context);
  request.header('Cache-Control', 'no-store');
  return request.json(describeLink(link, context.clock.now()));
};

/** `DELETE /links/{id}`: 204 once neither the link nor any token that it gave works any more. */
export const revokeLink = (context: Context) => async (request: Request) => {
  const client = await authenticateLinkOwner(request.req.header('authorization'), context);
  const { id } = await requireLink(request, client.id, context);
  const actor = `client:${client.id}`;
  await revokeOneLink({ id, clientId: client.id }, { actor }, context);
  return request.body(null, 204);
};

async function requireLink(request: Request, clientId: string, { sql }: Context): Promise<Link> {
  const id = request.req.param('id') ?? '';
  const link = z.uuid().safeParse(id).success ? await findLink(sql, id, clientId) : null;
  if (!link) throw new OAuthError('not_found', 'This client has no link with that id.');
  return link;
}
