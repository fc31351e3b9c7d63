import { html, type Page } from '../../http/html.ts';
import { accountLine, choiceLinks } from '../../pages/parts/choices.ts';
import { panel } from '../../pages/parts/items.ts';
import { notice } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import { accountLayout, type Frame } from '../account.layout.ts';
import { groupsOfSections } from '../sections.ts';

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

/** All but the overview itself, whose group has no heading. */
const sectionList = ({ t }: View) =>
  groupsOfSections().flatMap(({ heading, list }) =>
    heading === null
      ? []
      : [
          panel({
            heading: t(heading),
            content: choiceLinks(
              list.map(({ path, label, text }) => ({
                ...{ href: path, title: t(label), detail: text && t(text) },
              })),
            ),
          }),
        ],
  );
