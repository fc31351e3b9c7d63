import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { ensureBrowser, knownBrowser } from '../http/browser.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../tokens/opaque-token.ts';
import type { AuthorizationParameters, Interaction } from './interaction.ts';
import { insertInteraction, readInteraction } from './interactions.store.ts';

/** Keeps a checked authorization request for the steps that follow. @returns its id. */
export async function startInteraction(
  request: Request,
  parameters: AuthorizationParameters,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings'>,
): Promise<string> {
  const { sql, clock, random, settings } = context;
  const id = random.bytes(32).toString('base64url');
  const createdAt = clock.now();
  await insertInteraction(sql, {
    idHash: sha256(id),
    browserHash: ensureBrowser(request, context).hash,
    parameters,
    createdAt,
    expiresAt: secondsAfter(createdAt, settings.lifetimes.authorizationRequest),
  });
  return id;
}

/**
 * The open interaction of this id, in this browser.
 *
 * @throws OAuthError `invalid_request` when there is none: it expired, was finished in another
 *   tab, or belongs to another browser.
 */
export async function openInteraction(
  request: Request,
  id: string,
  context: Pick<Context, 'sql' | 'clock' | 'secrets'>,
): Promise<Interaction> {
  const browser = knownBrowser(request, context);
  const key = browser && { idHash: sha256(id), browserHash: browser.hash };
  const row = key && (await readInteraction(context.sql, key, context.clock.now()));
  if (!row) {
    throw new OAuthError(
      'invalid_request',
      'This sign-in has expired or was finished already. Go back to the application and start again.',
    );
  }
  return { id, ...row };
}
