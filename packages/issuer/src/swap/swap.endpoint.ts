import type { CacheTag, SwapResponse, SwapResult } from '@sallyport/protocol/internal.ts';
import type { ReceiptCaller } from '@sallyport/protocol/receipt.ts';
import type { Context as Request } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { CorruptRowError } from '../database/row.ts';
import { readJson } from '../http/body.ts';
import { privateJson } from '../http/json-response.ts';
import { fromNumericDate } from '../runtime/clock.ts';
import { openToken, type SealedFacts, sealedBy } from '../tokens/sealed-token.ts';
import {
  isClientSecret,
  presumedToken,
  presumedTokenId,
  proveClient,
} from './client-secret.service.ts';
import type { ApiFacts } from './facts.ts';
import { signInsideToken } from './inside-token.ts';
import type { Resolution } from './resolution.ts';
import { resolveMany } from './resolve-access.service.ts';

const schema = z.object({
  leased: z.boolean(),
  swaps: z
    // Of any length: what is no token is the fault of one request, and not of all in the batch.
    .array(
      z.object({
        token: z.string(),
        audience: z.string().max(2048),
        network: z.string().max(64).optional(),
        resource: z.object({ type: z.string(), identifier: z.string() }).optional(),
      }),
    )
    .min(1)
    .max(256),
});

/** More than a full batch of tokens of the largest size. */
const bodyLimit = 4 * 1024 * 1024;

/** A JWT that a gateway hands to a service is valid for at least this long, in milliseconds. */
const minLifetime = 5_000;

type Dependencies = Pick<
  Context,
  | 'sql'
  | 'keys'
  | 'clock'
  | 'random'
  | 'settings'
  | 'confirmPrimary'
  | 'log'
  | 'clients'
  | 'secrets'
  | 'rates'
>;

/** `POST /internal/swap` */
export const swap = (context: Dependencies) => async (request: Request) => {
  const { leased, swaps } = await readJson(request, schema, bodyLimit);
  const [{ asOf, resolutions }] = await Promise.all([
    resolveMany(swaps, context, (asked, now) =>
      isClientSecret(asked.token)
        ? presumedToken(asked, now, context)
        : openToken(asked.token, context.keys),
    ),
    leased ? null : context.confirmPrimary(),
  ]);
  const results = await Promise.all(
    resolutions.map((resolution, index) => {
      const asked = swaps[index]!;
      return isClientSecret(asked.token)
        ? answerClient(asked, resolution, context)
        : answer(resolution, context, [`key:${sealedBy(asked.token)}`]);
    }),
  );
  return privateJson({ as_of: asOf, results } satisfies SwapResponse);
};

/** To the right secret, what the client's access token would give. */
async function answerClient(
  asked: z.output<typeof schema>['swaps'][number],
  resolution: Resolution<ApiFacts> | CorruptRowError,
  context: Dependencies,
): Promise<SwapResult> {
  const proven = await proveClient(asked, context);
  if (!proven.ok) return proven;
  if (resolution instanceof CorruptRowError || !resolution.ok) return answer(resolution, context);
  const principal = { ...resolution.principal, scope: proven.client.scopes };
  const tags: CacheTag[] = [...resolution.tags, `client_secret:${proven.client.id}`];
  return answer({ ...resolution, principal, tags }, context);
}

/** For the receipt of the refusal. Whom a grant is of is not known here. */
const subjectOf = ({ id, kind, source, client }: SealedFacts): ReceiptCaller => ({
  ...{ kind, client },
  ...(id !== presumedTokenId && { token: id }),
  ...(kind === 'user' ? { grant: source } : { sub: kind === 'link' ? `link:${source}` : client }),
});

async function answer(
  resolution: Resolution<ApiFacts> | CorruptRowError,
  context: Dependencies,
  sealed: readonly CacheTag[] = [],
): Promise<SwapResult> {
  if (resolution instanceof CorruptRowError) {
    context.log.error({ err: resolution }, 'a token cannot be swapped');
    const error_description = 'What is stored for this token cannot be read. The log says why.';
    return { ok: false, error: 'server_error', error_description };
  }
  if (!resolution.ok) {
    const { error, reason, acr, token } = resolution;
    return {
      ...{ ok: false, error, error_description: reason },
      ...(acr !== undefined && { acr_values: [acr] }),
      ...(token && { subject: subjectOf(token) }),
    };
  }
  const now = context.clock.now();
  const { jwt, kid, claims } = await signInsideToken(resolution, now, context);
  const life = fromNumericDate(claims.exp).getTime() - now.getTime();
  return {
    ok: true,
    jwt,
    valid_for_ms: Math.max(0, life > 2 * minLifetime ? life - minLifetime : life),
    principal: resolution.principal,
    tags: [...resolution.tags, ...sealed, `key:${kid}`],
  };
}
