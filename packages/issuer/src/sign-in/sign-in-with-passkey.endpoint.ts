import type { Context as Request } from 'hono';
import { keepDevice } from '../abuse/known-device.endpoint.ts';
import type { Browser } from '../http/browser.ts';
import { note } from '../http/note.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { passkeyErrors } from '../passkeys/passkey-errors.ts';
import { usePasskey } from '../passkeys/use-passkey.service.ts';
import { routes } from '../routes.ts';
import { type Opened, respondSignIn, type SignInDependencies } from './respond-sign-in.endpoint.ts';

interface Attempt {
  /** As the browser sent it. */
  sent: string;
  browser: Browser;
  opened: Opened;
}

/** A passkey says who signs in, and that it is them. */
export async function signInWithPasskey(
  request: Request,
  { sent, browser, opened }: Attempt,
  context: SignInDependencies & Parameters<typeof noteRefusal>[2],
): Promise<Response> {
  const { interaction, demand } = opened;
  const { id, parameters } = interaction;
  const client = parameters.clientId;
  if (!demand.ways.includes('passkey')) return request.redirect(routes.signIn(id), 303);
  note(request, { client, signedIn: false });
  const used = await usePasskey(sent, { id, browser }, { as: 'first-factor' }, context);
  if (used.kind === 'refused') {
    const { reason, userId: user, told, credentialId } = used;
    const requestId = noteRefusal(request, { client, reason, user }, context);
    const error = { fields: 'none' as const, text: passkeyErrors[told], requestId };
    return respondSignIn(request, opened, { error, unknownPasskey: credentialId }, context);
  }
  if (used.kind === 'proved') {
    note(request, { signedIn: true, sub: used.userId });
    keepDevice(request, { email: used.email, secondFactor: true }, context);
  }
  return request.redirect(routes.authorizeContinue(id), 303);
}
