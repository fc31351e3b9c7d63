import type { Context as Request } from 'hono';
import { askedFor } from '../consent/consent.ts';
import { describeAsked } from '../consent/consents.service.ts';
import { readWords } from '../consent/words.service.ts';
import type { Context } from '../context.ts';
import type { DeviceRequest } from '../device-requests/device-request.ts';
import { findDeviceRequest } from '../device-requests/device-requests.service.ts';
import { cookieOf } from '../http/cookies.ts';
import { type Visitor, visitorOf } from '../http/visitor.ts';
import { openOrRestart } from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { clientNameIn, respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { inHalves } from '../one-time-codes/code-text.ts';
import type { View } from '../pages/view.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { confirmDevicePage } from './confirm-device.page.ts';
import { programOf } from './program.ts';

/** `GET /device/{interaction}`: asks whether the device may go on, of every application and every time. */
export const showConfirmDevice = (context: Context) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const { id, parameters } = interaction;
  const [client, session, device] = await Promise.all([
    context.clients(parameters.clientId),
    currentSession(cookieOf(request, 'sp_sso'), context),
    parameters.device === undefined ? null : findDeviceRequest(parameters.device, context),
  ]);
  // Signed out in another tab meanwhile, or the client is gone: the dispatcher knows what follows.
  if (!client || !session || parameters.device === undefined) {
    return request.redirect(routes.authorizeContinue(id), 303);
  }
  if (!device) return request.redirect(routes.deviceAnswered('over'), 303);
  const [asked, words] = await Promise.all([
    describeAsked(session.userId, askedFor(parameters, client), context),
    readWords(context),
  ]);
  if (!asked) return request.redirect(routes.authorizeContinue(id), 303);
  const view = await viewOfStep(request, interaction, context);
  const { account, mark, ...access } = asked;
  const page = confirmDevicePage(view, {
    ...{ clientName: clientNameIn(view, interaction), code: inHalves(device.userCode) },
    ...{ account, mark, access, words, from: shownFrom(device, visitor, view, context) },
    ...{ action: routes.confirmDevice(id), csrf: visitor.browser.csrf },
  });
  return respondStep(request, interaction, page);
};

const shownFrom = (
  { from, createdAt: at }: DeviceRequest,
  { network: here }: Visitor,
  { tag }: View,
  { settings }: Pick<Context, 'settings'>,
) => ({
  ...{ address: from.address, network: from.network, at },
  place: settings.places?.of(from.address, tag) ?? null,
  program: programOf(from.userAgent),
  isElsewhere: from.network !== here,
});
