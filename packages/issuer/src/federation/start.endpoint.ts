import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { isFromBrowser, knownBrowser } from '../http/browser.ts';
import { respondHtml } from '../http/html.ts';
import { openInteraction } from '../interactions/interactions.ts';
import { routes } from '../routes.ts';
import { startAttempt } from './attempts.ts';
import { leavingPage } from './leaving.page.ts';
import { notices } from './notices.ts';
import { callbackUrl, findProvider } from './provider.ts';
import { respondNotice } from './respond-notice.ts';
import { authorizationUrl, type Upstreams } from './upstream.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings'> & {
  upstreams: Upstreams;
};

/** `POST /federation/{provider}/start/{interaction}` */
export const startFederation = (context: Dependencies) => async (request: Request) => {
  const form = await readForm(request);
  const browser = knownBrowser(request, context);
  const id = request.req.param('interaction') ?? '';
  // The sign-in page, shown again, has a form for the cookie that this browser has by now.
  if (!isFromBrowser(form, browser)) {
    return request.redirect((browser ? routes.signIn : routes.signInWithoutCookie)(id), 303);
  }
  const { parameters } = await openInteraction(request, id, context);
  const provider = await findProvider(request, context);
  const configuration = await context.upstreams.discover(provider);
  if (!configuration) return respondNotice(request, notices.unreachable(provider.name), id);
  // Whoever asks for a recent sign-in means a real one, and not a session at the provider.
  const maxAge = parameters.prompt.includes('login') ? 0 : parameters.maxAge;
  const target = { provider: provider.id, interaction: id, maxAge };
  const url = await authorizationUrl(configuration, {
    attempt: await startAttempt(target, browser, context),
    redirectUri: callbackUrl(provider, context),
    scopes: provider.scopes,
    loginHint: parameters.loginHint,
    maxAge,
  });
  return respondHtml(request, leavingPage({ name: provider.name, url: url.href }));
};
