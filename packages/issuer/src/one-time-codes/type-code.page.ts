import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, buttonLink, form } from '../pages/parts/button.ts';
import { codeField } from '../pages/parts/field.ts';
import { note, sign } from '../pages/parts/messages.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { MessageName } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';

export interface TypeCodePage extends Underway {
  /** What was sent, and to whom. */
  message: MessageName;
  email: string;
  /** Where the code goes. */
  action: string;
  characters: 'digits' | 'letters';
  length: number;
  /** How many attempts are left, after one that was wrong. */
  left?: number | undefined;
  /** Where to ask for another one. */
  again: string;
}

/** Asks for what was sent by mail. */
export function typeCodePage(view: View, page: TypeCodePage): Page {
  const { message, email, action, csrf, characters, length, left, again } = page;
  return layout(view, {
    title: view.t(`${message}.heading`),
    lead: view.t(`${message}.text`, { email }),
    isError: left !== undefined,
    scripts: ['follow.js'],
    sign: sign('mail'),
    content: html`${form({
      action,
      csrf,
      content: [
        codeField({
          ...{ name: 'code', label: view.t('code.label'), length, characters, autofocus: true },
          error: left === undefined ? undefined : view.t('code.wrong', { count: left }),
        }),
        button({ label: view.t('action.continue') }),
      ],
    })}
${note(view.t('code.where'))}
${buttonLink({ href: again, label: view.t('code.again'), kind: 'secondary' })}
${wayOut(view, page)}`,
  });
}
