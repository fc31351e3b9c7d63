import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { isFromBrowser, knownBrowser } from '../http/browser.ts';
import { respondHtml } from '../http/html.ts';
import { limitSignIns, openInteraction } from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { viewOfStep } from '../interactions/step-page.endpoint.ts';
import type { ViewContext } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import { readDemand } from '../sign-in-policy/read-demand.service.ts';
import { leadTo } from './ask-provider.service.ts';
import { findProvider } from './find-provider.service.ts';
import { leavingPage } from './leaving.page.ts';
import { startLoginAttempt } from './login-attempts.service.ts';
import { readCommonSettings } from './provider-settings.ts';
import { backToSignIn, respondNotice } from './respond-notice.endpoint.ts';
import type { Upstreams } from './upstreams.service.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'log' | 'clients' | 'rates' | 'callers'
> &
  ViewContext & { upstreams: Upstreams };

/** `POST /federation/{provider}/start/{interaction}` */
export const startFederation = (context: Dependencies) => async (request: Request) => {
  const form = (await readForm(request)).read(['csrf']);
  const browser = knownBrowser(request, context);
  const id = interactionOf(request);
  // The sign-in page, shown again, has a form for the cookie that this browser has by now.
  if (!isFromBrowser(form, browser)) {
    return request.redirect((browser ? routes.signIn : routes.signInWithoutCookie)(id), 303);
  }
  limitSignIns(context.callers.network(request), context);
  const interaction = await openInteraction(browser, id, context);
  const { parameters } = interaction;
  // Nothing of this address can be asked for again.
  const view = await viewOfStep(request, interaction, context, { here: routes.signIn(id) });
  const provider = await findProvider(request.req.param('provider') ?? '', context);
  const client = await context.clients(parameters.clientId);
  const demand = await readDemand(parameters, { signIn: client?.signIn ?? null }, context);
  // Where a recent sign-in is demanded a real one is meant, and not a session at the provider.
  const maxAge = parameters.prompt.includes('login') ? 0 : demand.maxAge;
  const target = { provider, destination: { interaction: id }, maxAge };
  const leading = await leadTo(
    provider,
    {
      attempt: await startLoginAttempt(target, browser, context),
      // Empty where the person asked for another one than the application expects.
      loginHint: (interaction.identifier ?? parameters.loginHint) || undefined,
      maxAge,
      selectAccount: parameters.prompt.includes('select_account'),
      // With `phr` it takes a passkey here beside whatever the provider says.
      acrValues:
        demand.acr === 'aal2' ? readCommonSettings(provider.settings).trusted_for_two_factors : [],
    },
    context,
  );
  return leading instanceof URL
    ? respondHtml(request, leavingPage(view, { name: provider.name, url: leading.href }))
    : respondNotice(request, view, leading, { action: backToSignIn(id) });
};
