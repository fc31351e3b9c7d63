import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { isFromBrowser, knownBrowser } from '../http/browser.ts';
import { respondHtml } from '../http/html.ts';
import { openInteraction } from '../interactions/interactions.service.ts';
import { routes } from '../routes.ts';
import { authorizationUrl } from './authorization-url.ts';
import { findProvider } from './find-provider.service.ts';
import { leavingPage } from './leaving.page.ts';
import { startLoginAttempt } from './login-attempts.service.ts';
import { notices } from './notices.ts';
import { callbackUrl } from './provider.ts';
import type { ProviderClients } from './provider-clients.service.ts';
import { backToSignIn, respondNotice } from './respond-notice.endpoint.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings'> & {
  providerClients: ProviderClients;
};

/** `POST /federation/{provider}/start/{interaction}` */
export const startFederation = (context: Dependencies) => async (request: Request) => {
  const form = (await readForm(request)).read(['csrf']);
  const browser = knownBrowser(request, context);
  const id = request.req.param('interaction') ?? '';
  // The sign-in page, shown again, has a form for the cookie that this browser has by now.
  if (!isFromBrowser(form, browser)) {
    return request.redirect((browser ? routes.signIn : routes.signInWithoutCookie)(id), 303);
  }
  const { parameters } = await openInteraction(browser, id, context);
  const provider = await findProvider(request.req.param('provider') ?? '', context);
  const configuration = await context.providerClients.discover(provider);
  if (!configuration)
    return respondNotice(request, notices.unreachable(provider.name), backToSignIn(id));
  // A client that asks for a recent sign-in means a real one, and not a session at the provider.
  const maxAge = parameters.prompt.includes('login') ? 0 : parameters.maxAge;
  const target = { provider: provider.id, interaction: id, maxAge };
  const url = await authorizationUrl(configuration, {
    attempt: await startLoginAttempt(target, browser, context),
    redirectUri: callbackUrl(provider, context.settings.url),
    scopes: provider.scopes,
    loginHint: parameters.loginHint,
    maxAge,
  });
  return respondHtml(request, leavingPage({ name: provider.name, url: url.href }));
};
