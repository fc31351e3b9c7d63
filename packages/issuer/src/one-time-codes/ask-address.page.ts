import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, buttonLink, form } from '../pages/parts/button.ts';
import { field } from '../pages/parts/field.ts';
import { alert } from '../pages/parts/messages.ts';
import { personCheck, type ShownCheck, scriptsOf, sourcesOf } from '../pages/parts/person-check.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { MessageName, TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';

export interface AskAddressPage extends Underway {
  /** What the mail will be for. */
  message: MessageName;
  submit: TextKey;
  /** Where the address goes. */
  action: string;
  email: string;
  /** Whether what was sent before does not count any more. */
  isOver?: boolean | undefined;
  /** What is wrong with the address. */
  error?: string | undefined;
  /** What tells people from programs here. */
  check?: ShownCheck | null;
  /** Whether the one before was not solved. */
  isUnchecked?: boolean | undefined;
  /** Back to where the person came from. */
  back: { href: string; label: TextKey };
}

/** Asks where to send a mail. */
export const askAddressPage = (view: View, page: AskAddressPage): Page =>
  layout(view, {
    title: view.t(`${page.message}.heading`),
    lead: view.t(`${page.message}.text`),
    isError: page.isOver === true || page.isUnchecked === true || page.error !== undefined,
    scripts: [...scriptsOf(page.check ?? null), 'follow.js'],
    sources: sourcesOf(page.check ?? null),
    content: html`${page.isOver ? alert(view.t('code.over')) : ''}
${page.isUnchecked ? alert(view.t('person_check.failed')) : ''}
${form({
  action: page.action,
  csrf: page.csrf,
  content: [
    field({
      name: 'email',
      label: view.t('field.email'),
      type: 'email',
      value: page.email,
      autocomplete: 'username',
      error: page.error,
      autofocus: true,
    }),
    ...(page.check ? [personCheck(view, page.check)] : []),
    button({ label: view.t(page.submit) }),
  ],
})}
${buttonLink({ href: page.back.href, label: view.t(page.back.label), kind: 'secondary' })}
${wayOut(view, page)}`,
  });
