import type { Context as Request } from 'hono';
import { keepDevice } from '../abuse/known-device.endpoint.ts';
import type { Context } from '../context.ts';
import { hasProofs } from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { routes } from '../routes.ts';
import { finishByCode } from './finish-sign-in.service.ts';
import { type MailedWay, mailedWays } from './mailed-ways.ts';
import { respondTypeCode } from './respond-type-code.endpoint.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'appearance' | 'callers' | 'thinned'
>;

/** `POST /email-code/{interaction}/check`, `POST /magic-link/{interaction}/check` */
export const checkMailedCode =
  (way: MailedWay, context: Dependencies) => async (request: Request) => {
    const here = mailedWays[way].page(interactionOf(request));
    const over = `${here}?over=yes`;
    const step = await readStepForm(request, ['code'], context);
    if (!step) return request.redirect(here, 303);
    const { form, browser, interaction } = step;
    const signIn = { id: interaction.id, browser };
    const typed = await finishByCode(way, { signIn, typed: form.code ?? '' }, context);
    if (typed.result === 'right') {
      keepDevice(request, { email: typed.code.email, secondFactor: false }, context);
      return request.redirect(routes.authorizeContinue(interaction.id), 303);
    }
    if (typed.result === 'none') {
      // The second press of a double click finds it used by the first.
      const isProven = await hasProofs(browser, interaction.id, context);
      return request.redirect(isProven ? routes.authorizeContinue(interaction.id) : over, 303);
    }
    const { code } = typed;
    const { owner, attemptsLeft: left } = code;
    const client = interaction.parameters.clientId;
    noteRefusal(request, { client, reason: 'wrong code', user: owner?.userId }, context);
    if (left === 0) return request.redirect(over, 303);
    return respondTypeCode(request, { way, interaction, browser, code, left }, context);
  };
