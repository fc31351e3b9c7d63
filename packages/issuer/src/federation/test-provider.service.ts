import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import { describeFailure } from './describe-failure.ts';
import { askForSignInPage } from './drivers/sign-in-page.driver.ts';
import { readProvider } from './federation.store.ts';
import { callbackUrl } from './provider.ts';
import { createUpstreams } from './upstreams.service.ts';

/** What a sign-in at a provider would come to, as far as it can be tried without a person. */
export interface ProviderTest {
  /** Where people are sent, without parameters; null where it is not known. */
  leadsTo: string | null;
  /** Which address of ours has to be registered there. */
  redirectUri: string;
  /** Null where all is well. */
  failure: string | null;
}

/** A sign-in that no person goes on with. */
const attempt = { state: 'a-test', nonce: 'a-test', codeVerifier: 'a-test-'.repeat(7) };

/**
 * Begins a sign-in at a provider: its metadata are read anew, and its page is asked for. Whether the
 * secret is right shows when a person signs in, and not before.
 *
 * @throws OAuthError `not_found`
 */
export async function testProvider(
  id: string,
  context: Pick<Context, 'sql' | 'clock' | 'secrets' | 'log' | 'settings'>,
): Promise<ProviderTest> {
  const provider = await readProvider(context.sql, id);
  if (!provider) throw new OAuthError('not_found', `There is no provider ${id}.`);
  const redirectUri = callbackUrl(provider, context.settings.url);
  let leadsTo: string | null = null;
  try {
    // One of its own, so that nothing is taken from what is kept of the metadata.
    const { driver, upstream } = createUpstreams(context).open(provider);
    const url = await driver.start(upstream, {
      attempt,
      ...{ loginHint: undefined, maxAge: undefined, selectAccount: false, acrValues: [] },
    });
    leadsTo = url.origin + url.pathname;
    const status = await askForSignInPage(upstream, url);
    return { leadsTo, redirectUri, failure: status < 400 ? null : refused(status) };
  } catch (error) {
    return { leadsTo, redirectUri, failure: reasonOf(error) };
  }
}

const refused = (status: number): string =>
  `It answered ${status} to a sign-in that begins. Compare the client id, the scopes and the redirect URI with what is registered there.`;

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const because = cause === undefined ? null : describeFailure(cause)['message'];
  return because ? `${message} ${String(because)}` : message;
}
