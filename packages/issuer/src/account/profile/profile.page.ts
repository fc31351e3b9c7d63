import { html, type Page } from '../../http/html.ts';
import { button, form } from '../../pages/parts/button.ts';
import { items, panel } from '../../pages/parts/items.ts';
import { type PersonFields, personFields } from '../../pages/parts/person-fields.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface ProfilePage extends Frame, Omit<PersonFields, 'terms'> {
  /** What administrators have written of the person, in words. */
  others: readonly { label: string; value: string }[];
}

/** What is known of a person, to be changed. */
export const profilePage = (view: View, page: ProfilePage): Page =>
  accountLayout(view, page, {
    lead: view.t('account.profile.lead'),
    isError: Object.keys(page.problems).length > 0,
    content: html`${form({
      ...{ action: routes.accountSection('profile'), csrf: page.csrf },
      content: [
        ...personFields(view, { ...page, terms: null }),
        button({ label: view.t('account.profile.save') }),
      ],
    })}
${
  page.others.length > 0
    ? panel({
        heading: view.t('account.profile.others.heading'),
        text: view.t('account.profile.others.text'),
        content: items(page.others.map(({ label, value }) => ({ title: label, details: [value] }))),
      })
    : ''
}`,
  });
