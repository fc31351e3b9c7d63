import { html, type Page } from '../../http/html.ts';
import { accountLine } from '../../pages/parts/choices.ts';
import type { View } from '../../pages/view.ts';
import { accountLayout, type Frame } from '../account.layout.ts';
import { listSections } from '../sections.ts';

export interface OverviewPage extends Frame {
  account: { name: string; email: string };
}

/** Who is signed in, and everything that can be done here. */
export const overviewPage = (view: View, page: OverviewPage): Page =>
  accountLayout(view, page, {
    title: view.t('account.overview.heading'),
    lead: view.t('account.overview.text'),
    content: html`${accountLine({ name: `${page.account.name} · ${page.account.email}` })}
${sectionList(view)}`,
  });

const sectionList = ({ t }: View) => html`<ul class="choices">
${listSections().map(({ name, path, label, text }) =>
  name === 'overview'
    ? ''
    : html`<li><a class="choice" href="${path}"><span class="choice-text"><span class="choice-title">${t(label)}</span>${
        text === undefined ? '' : html`<span class="choice-detail">${t(text)}</span>`
      }</span></a></li>\n`,
)}</ul>`;
