import { html, type Page } from '../http/html.ts';
import { button, buttonLink, form } from '../pages/parts/button.ts';
import { codeList } from '../pages/parts/codes.ts';
import type { View } from '../pages/view.ts';
import { routes } from '../routes.ts';
import { accountLayout, type Frame } from './account.layout.ts';

export interface NewCodesPage extends Frame {
  codes: readonly string[];
  /** What says which factor was just set up, for the session to count with it; null where there was one already. */
  sealed: string | null;
}

/** The codes on paper, shown once. */
export const newCodesPage = (view: View, { codes, sealed, ...frame }: NewCodesPage): Page => {
  const label = view.t('recovery_codes.kept');
  return accountLayout(view, frame, {
    title: view.t('recovery_codes.heading'),
    lead: view.t('recovery_codes.text'),
    scripts: ['print.js'],
    content: html`${codeList(view, codes)}
${
  sealed === null
    ? buttonLink({ href: routes.accountSection(frame.section), label })
    : form({
        action: routes.accountSection(`${frame.section}/kept`),
        csrf: frame.csrf,
        content: [html`<input type="hidden" name="secret" value="${sealed}">`, button({ label })],
      })
}`,
  });
};
