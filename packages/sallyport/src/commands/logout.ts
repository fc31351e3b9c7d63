import { issuerOf } from '../admin-client.ts';
import { revoke } from '../login/access-token.ts';
import { forgetSignIn, readSignIn } from '../login/kept-sign-ins.ts';
import { print } from '../print.ts';

/**
 * `sallyport logout`: has the issuer revoke the tokens, and forgets them in any case.
 *
 * @throws StartupError when they may go on to work
 */
export async function logout(options: { issuer?: string }): Promise<void> {
  const issuer = await issuerOf(options);
  const kept = await readSignIn(issuer).catch(() => null);
  await forgetSignIn(issuer);
  if (!kept) return print(`You were not signed in at ${issuer}.\n`);
  if (kept.tokens) await revoke(issuer, kept.tokens);
  await print(`You are signed out at ${issuer}. All gateways refuse its tokens.\n`);
}
