import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { routes } from '../routes.ts';
import { readState } from './callback-parameters.ts';
import { findProvider } from './find-provider.service.ts';
import { keepPosted } from './login-attempts.service.ts';

/**
 * `POST /federation/{provider}/callback` (OAuth 2.0 Form Post Response Mode)
 *
 * A POST from another site comes without our `Lax` cookies. It becomes a GET, which has them. What
 * came with it is kept with the attempt and not put into the address, because a provider may send the
 * person's name and e-mail address beside the code (Apple).
 */
export const postedFederationCallback =
  (context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets'>) => async (request: Request) => {
    const form = await readForm(request);
    const provider = await findProvider(request.req.param('provider') ?? '', context);
    const parameters = new URLSearchParams(form.entries());
    const state = readState(parameters);
    if (state !== null) await keepPosted({ provider: provider.id, state }, parameters, context);
    const query = state === null ? '' : `?${new URLSearchParams({ state })}`;
    request.header('Cache-Control', 'no-store');
    return request.redirect(routes.federationCallback(provider.id) + query, 303);
  };
