import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { accountLine } from '../pages/parts/choices.ts';
import { list } from '../pages/parts/list.ts';
import { note } from '../pages/parts/messages.ts';
import type { Values } from '../pages/text.ts';
import type { TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';
import type { OperatorsWords } from './words.service.ts';
import { type ShownAccess, wordsOfAccess } from './words-of-access.ts';

export interface ConsentPage {
  clientName: string;
  /** What it asks for: of one of our own, only the single things. */
  access: ShownAccess;
  words: OperatorsWords;
  /** Of an application of a third party; null where it is one of our own. */
  asked: {
    account: string;
    /** Comes back with the answer. */
    mark: string;
  } | null;
  /** Where the answer goes. */
  target: { text: TextKey; values: Values };
  /** Where the form goes. */
  action: string;
  csrf: string;
}

/** Two buttons of one form: it works without a script. */
export function consentPage(view: View, page: ConsentPage): Page {
  const { t } = view;
  const { clientName: client, target, action, csrf, asked, access, words } = page;
  const lines = wordsOfAccess(view, access, words);
  const where = t(target.text, target.values);
  const answers = form({
    action,
    csrf,
    content: [
      asked ? html`<input type="hidden" name="asked" value="${asked.mark}">` : html``,
      button({
        label: t(asked ? 'action.allow' : 'action.continue'),
        name: 'answer',
        value: 'given',
      }),
      button({ label: t('action.cancel'), kind: 'quiet', name: 'answer', value: 'denied' }),
    ],
  });
  if (!asked) {
    return layout(view, {
      title: t('consent.heading', { client }),
      lead: `${t('consent.text', { client })} ${where}`,
      content: [lines.length > 0 ? list(lines) : html``, note(t('consent.just_started')), answers],
    });
  }
  return layout(view, {
    title: t('consent.third.heading', { client }),
    lead: t('consent.third.text', { client }),
    content: [
      accountLine({ name: asked.account }),
      list(lines),
      note(`${t('consent.third.note', { client })} ${where}`),
      answers,
    ],
  });
}
