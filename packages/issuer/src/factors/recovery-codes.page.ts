import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { buttonLink } from '../pages/parts/button.ts';
import { codeList } from '../pages/parts/codes.ts';
import { sign } from '../pages/parts/messages.ts';
import type { View } from '../pages/view.ts';

/** The codes on paper, shown once. */
export const recoveryCodesPage = (
  view: View,
  { codes, next }: { codes: readonly string[]; next: string },
): Page =>
  layout(view, {
    title: view.t('recovery_codes.heading'),
    lead: view.t('recovery_codes.text'),
    sign: sign('success'),
    scripts: ['print.js'],
    content: html`${codeList(view, codes)}
${buttonLink({ href: next, label: view.t('recovery_codes.kept') })}`,
  });
