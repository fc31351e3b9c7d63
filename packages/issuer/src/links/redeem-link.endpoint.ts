import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { z } from 'zod';
import type { LinkOrigins } from '../clients/link-origins.service.ts';
import type { Context } from '../context.ts';
import { setOnAnswer, tracingHeaders } from '../http/any-origin.ts';
import { readJson } from '../http/body.ts';
import { privateJson } from '../http/json-response.ts';
import { numericDate } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import { issueAccessToken } from '../tokens/access-token.ts';
import { hashOpaqueToken } from '../tokens/opaque-token.ts';
import { dayOf } from '../tokens/sealed-token.ts';
import { maxRefused, refusalOf } from './link.ts';
import { createLinkRedeemer } from './link-redeemer.service.ts';
import { countRefusal, findLinkByToken, type Redeemed, type Redemption } from './links.store.ts';

const schema = z.strictObject({
  action_token: z.string().max(200),
  /** Drawn by the page and stored before it sends: a lost answer can then be asked for again. */
  retry_key: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,128}$/, '16 to 128 characters of base64url')
    .optional(),
});

type RedeemDependencies = Context & { linkOrigins: LinkOrigins };

/**
 * `OPTIONS /links/redeem`: any origin that links may point to. Only the POST knows which link it
 * is about.
 */
export const redeemPreflight = (context: RedeemDependencies) => async (request: Request) => {
  if (await allowOrigin(request, context)) {
    request.header('Access-Control-Allow-Methods', 'POST');
    request.header('Access-Control-Allow-Headers', `content-type, ${tracingHeaders}`);
    request.header('Access-Control-Max-Age', '600');
  }
  return request.body(null, 204);
};

/** `POST /links/redeem`: the action token for an access token to what the link is for. */
export const redeem = (context: RedeemDependencies) => {
  const redeemLink = createLinkRedeemer(context.sql);
  return async (request: Request) => {
    await allowOrigin(request, context);
    const body = await readJson(request, schema);
    const tokenHash = hashOpaqueToken('action', body.action_token);
    if (!tokenHash) throw unknownLink();
    const redemption: Redemption = {
      tokenHash,
      origin: request.req.header('origin') ?? null,
      retryHash: body.retry_key ? sha256(body.retry_key) : context.random.bytes(32),
      tokenId: context.random.bytes(16).toString('base64url'),
      now: context.clock.now(),
    };
    const redeemed = await redeemLink(redemption);
    if (!redeemed) throw await refusal(redemption, context);
    return respond(redeemed, redemption.now, context);
  };
};

/** The same token id and the same end, however often the page asks again. */
function respond(link: Redeemed, now: Date, context: Context): Response {
  const left = numericDate(link.redeemedAt) + link.tokenLifetime - numericDate(now);
  const { accessToken, expiresIn } = issueAccessToken(
    {
      kind: 'link',
      source: link.id,
      rows: { source: dayOf(link.expiresAt) },
      client: link.clientId,
      scope: [],
      audiences: [link.api],
      now,
      lifetime: left,
      id: link.tokenId,
    },
    context,
  );
  context.log.info({ client: link.clientId, link: link.id }, 'link redeemed');
  return privateJson({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresIn,
    api: link.api,
    permissions: link.permissions,
    authorization_details: link.details,
  });
}

async function refusal(
  { tokenHash, origin, now }: Redemption,
  { sql }: Context,
): Promise<OAuthError> {
  const link = await findLinkByToken(sql, tokenHash, now);
  if (!link) return unknownLink();
  if (link.refused < maxRefused) await countRefusal(sql, link.id, maxRefused);
  return new OAuthError(...refusalOf(link, origin, now));
}

const unknownLink = () =>
  new OAuthError('invalid_action_token', 'This link is not valid. Check that it is complete.');

async function allowOrigin(
  request: Request,
  { linkOrigins }: RedeemDependencies,
): Promise<boolean> {
  const origin = request.req.header('origin');
  setOnAnswer(request, { Vary: 'Origin' });
  if (origin === undefined || !(await linkOrigins(origin))) return false;
  setOnAnswer(request, { 'Access-Control-Allow-Origin': origin });
  return true;
}
