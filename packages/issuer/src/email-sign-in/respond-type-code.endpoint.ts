import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import type { Browser } from '../http/browser.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { formOf, type OneTimeCode } from '../one-time-codes/one-time-code.ts';
import { typeCodePage } from '../one-time-codes/type-code.page.ts';
import { type MailedWay, mailedWays } from './mailed-ways.ts';

interface Sent {
  way: MailedWay;
  interaction: Interaction;
  browser: Browser;
  code: Pick<OneTimeCode, 'email' | 'isLong'>;
  /** Attempts that are left, after a wrong one. */
  left?: number;
}

/** The page on which the code of a mail is typed. */
export async function respondTypeCode(
  request: Request,
  { way, interaction, browser, code: { email, isLong }, left }: Sent,
  context: Pick<Context, 'appearance'>,
): Promise<Response> {
  const { page, check, message } = mailedWays[way];
  const here = page(interaction.id);
  const { alphabet: characters, length } = formOf(way, isLong);
  const view = await viewOfStep(request, interaction, context, { here });
  const shown = typeCodePage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, message, email, left },
    ...{ action: check(interaction.id), again: `${here}?again=yes`, characters, length },
  });
  return respondStep(request, interaction, shown, { status: left === undefined ? 200 : 403 });
}
