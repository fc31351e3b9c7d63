import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { choiceLinks } from '../pages/parts/choices.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { View } from '../pages/view.ts';

export interface SetUpFactorPage extends Underway {
  /** The pages that set them up. */
  passkey: string;
  totp: string;
}

/** Asks which second factor a person wants. */
export const setUpFactorPage = (view: View, page: SetUpFactorPage): Page => {
  const { t } = view;
  return layout(view, {
    title: t('set_up_factor.heading'),
    lead: t('set_up_factor.text'),
    content: html`${choiceLinks([
      {
        href: page.passkey,
        title: t('set_up_factor.passkey'),
        detail: t('set_up_factor.passkey_text'),
      },
      { href: page.totp, title: t('set_up_factor.app'), detail: t('set_up_factor.app_text') },
    ])}
${wayOut(view, page)}`,
  });
};
