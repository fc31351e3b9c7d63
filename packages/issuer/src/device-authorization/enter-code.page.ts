import type { Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { codeField } from '../pages/parts/field.ts';
import { note } from '../pages/parts/messages.ts';
import type { View } from '../pages/view.ts';

export interface EnterCodePage {
  /** What stands in the field already: of an address with a code in it. */
  code: string;
  length: number;
  /** Where the code goes. */
  action: string;
  csrf: string;
  error?: string | undefined;
}

/** Asks for the code that a device shows. Nothing is done with one until it is sent. */
export const enterCodePage = (
  view: View,
  { code, length, action, csrf, error }: EnterCodePage,
): Page =>
  layout(view, {
    title: view.t('enter_code.heading'),
    lead: view.t('enter_code.text'),
    isError: error !== undefined,
    content: [
      form({
        action,
        csrf,
        content: [
          codeField({
            ...{ name: 'user_code', label: view.t('enter_code.label'), value: code, length },
            ...{ characters: 'letters', autofocus: true, error },
          }),
          button({ label: view.t('action.continue') }),
        ],
      }),
      note(view.t('enter_code.caution')),
    ],
  });
