import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { codeField } from '../pages/parts/field.ts';
import { type OtherWay, otherWays } from '../pages/parts/other-ways.ts';
import { rememberBox } from '../pages/parts/remember-box.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { View } from '../pages/view.ts';
import { recoveryCodeLength } from './recovery-codes.ts';
import { totpLength } from './totp.ts';

export interface AskCodePage extends Underway {
  factor: 'totp' | 'recovery_code';
  /** Where the code goes. */
  action: string;
  /** The pages that ask for something else. */
  others: readonly OtherWay[];
  /** For how many seconds the person can choose not to be asked again here; null where they cannot. */
  rememberFor: number | null;
  error?: string | undefined;
}

/** Asks for a code of the authenticator app, or for one on paper. */
export function askCodePage(view: View, page: AskCodePage): Page {
  const { t } = view;
  const isApp = page.factor === 'totp';
  return layout(view, {
    title: t(isApp ? 'totp.heading' : 'recovery.heading'),
    lead: t(isApp ? 'totp.text' : 'recovery.text'),
    isError: page.error !== undefined,
    scripts: ['follow.js'],
    content: html`${form({
      action: page.action,
      csrf: page.csrf,
      content: [
        codeField({
          name: 'code',
          label: t('code.label'),
          length: isApp ? totpLength : recoveryCodeLength,
          characters: isApp ? 'digits' : 'letters',
          error: page.error,
          autofocus: true,
        }),
        page.rememberFor === null ? html`` : rememberBox(view, page.rememberFor),
        button({ label: t('action.continue') }),
      ],
    })}
${otherWays(view, page.others)}
${wayOut(view, page)}`,
  });
}
