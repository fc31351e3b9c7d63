import type { Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { note } from '../pages/parts/messages.ts';
import type { Values } from '../pages/text.ts';
import type { TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';

export interface ConsentPage {
  clientName: string;
  /** Where the answer goes. */
  target: { text: TextKey; values: Values };
  /** Where the form goes. */
  action: string;
  csrf: string;
}

/** Two buttons of one form: it works without a script. */
export function consentPage(
  view: View,
  { clientName: client, target, action, csrf }: ConsentPage,
): Page {
  const { t } = view;
  return layout(view, {
    title: t('consent.heading', { client }),
    lead: `${t('consent.text', { client })} ${t(target.text, target.values)}`,
    content: [
      note(t('consent.just_started')),
      form({
        action,
        csrf,
        content: [
          button({ label: t('action.continue'), name: 'answer', value: 'given' }),
          button({ label: t('action.cancel'), kind: 'quiet', name: 'answer', value: 'denied' }),
        ],
      }),
    ],
  });
}
