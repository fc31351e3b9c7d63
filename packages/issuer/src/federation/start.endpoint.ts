import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { isFromBrowser, knownBrowser } from '../http/browser.ts';
import { respondHtml } from '../http/html.ts';
import { openInteraction } from '../interactions/interactions.service.ts';
import { viewOfStep } from '../interactions/step-page.endpoint.ts';
import type { ViewContext } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import { authorizationUrl } from './authorization-url.ts';
import { findProvider } from './find-provider.service.ts';
import { leavingPage } from './leaving.page.ts';
import { startLoginAttempt } from './login-attempts.service.ts';
import { notices } from './notices.ts';
import { callbackUrl } from './provider.ts';
import type { ProviderClients } from './provider-clients.service.ts';
import { backToSignIn, respondNotice } from './respond-notice.endpoint.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings'> &
  ViewContext & {
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
  const interaction = await openInteraction(browser, id, context);
  const { parameters } = interaction;
  // Nothing of this address can be asked for again.
  const view = await viewOfStep(request, interaction, context, { here: routes.signIn(id) });
  const provider = await findProvider(request.req.param('provider') ?? '', context);
  const configuration = await context.providerClients.discover(provider);
  if (!configuration) {
    const action = backToSignIn(id);
    return respondNotice(request, view, notices.unreachable(provider.name), { action });
  }
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
  return respondHtml(request, leavingPage(view, { name: provider.name, url: url.href }));
};
