import type { Upstream } from '../driver.ts';

/**
 * How a provider answers to a sign-in that begins, without going on with it.
 *
 * @throws UnreachableError
 */
export async function askForSignInPage({ fetch }: Upstream<never>, url: URL): Promise<number> {
  const asked = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const;
  return (await fetch(url.href, asked)).status;
}
