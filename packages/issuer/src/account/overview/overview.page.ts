import { html, type Page } from '../../http/html.ts';
import { accountLine } from '../../pages/parts/choices.ts';
import { notice } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import { accountLayout, type Frame } from '../account.layout.ts';
import { listSections } from '../sections.ts';

export interface OverviewPage extends Frame {
  account: { name: string; email: string };
  /** Where a second factor is set up, for a person who has none. */
  setUpFactor: string | null;
}

/** Who is signed in, and everything that can be done here. */
export const overviewPage = (view: View, page: OverviewPage): Page =>
  accountLayout(view, page, {
    title: view.t('account.overview.heading'),
    lead: view.t('account.overview.text'),
    content: html`${accountLine({ name: `${page.account.name} · ${page.account.email}` })}
${page.setUpFactor === null ? '' : suggestion(view, page.setUpFactor)}
${sectionList(view)}`,
  });

/** What is worth doing. */
const suggestion = ({ t }: View, href: string) =>
  notice(
    html`${t('account.overview.no_second_factor')} <a href="${href}">${t('account.overview.set_up')}</a>`,
  );

const sectionList = ({ t }: View) => html`<ul class="choices">
${listSections().map(({ name, path, label, text }) =>
  name === 'overview'
    ? ''
    : html`<li><a class="choice" href="${path}"><span class="choice-text"><span class="choice-title">${t(label)}</span>${
        text === undefined ? '' : html`<span class="choice-detail">${t(text)}</span>`
      }</span></a></li>\n`,
)}</ul>`;
