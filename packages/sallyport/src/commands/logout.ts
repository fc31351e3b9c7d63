import { issuerOf } from '../admin-client.ts';
import { revoke } from '../login/access-token.ts';
import { forgetSignIn, readSignIn } from '../login/kept-sign-ins.ts';
import { print } from '../print.ts';
import { StartupError } from '../startup-error.ts';

/**
 * `sallyport logout`: has the issuer revoke the tokens, and forgets them in any case.
 *
 * @throws StartupError when they may go on to work
 */
export async function logout(options: { issuer?: string }): Promise<void> {
  const issuer = await issuerOf(options);
  const kept = await readSignIn(issuer).catch(async (cause: StartupError) => {
    await forgetSignIn(issuer);
    throw mayGoOn(issuer, cause.message, cause);
  });
  await forgetSignIn(issuer);
  if (!kept) return print(`You were not signed in at ${issuer}.\n`);
  if (!kept.tokens) throw mayGoOn(issuer, `Its tokens are in ${kept.place}.`);
  await revoke(issuer, kept.tokens);
  await print(`You are signed out at ${issuer}. All gateways refuse its tokens.\n`);
}

/** Who signs out because a file lay open must not be told that all is well. */
const mayGoOn = (issuer: string, reason: string, cause?: Error): StartupError =>
  new StartupError(
    `${reason}\nThe sign-in is forgotten here, and its tokens may go on to work. ` +
      `Sign out at ${issuer}/account in the browser that you signed in with: that ends them.`,
    { cause },
  );
