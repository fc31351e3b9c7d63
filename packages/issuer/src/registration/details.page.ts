import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { accountField } from '../pages/parts/field.ts';
import { type NewPerson, newPerson } from '../pages/parts/new-person.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { View } from '../pages/view.ts';

export interface DetailsPage extends Underway, NewPerson {
  /** Where the form goes. */
  action: string;
  email: string;
  /** Whether they go on a list instead of getting an account at once. */
  waits: boolean;
}

/** What a person tells of themselves once the address is proved. */
export function detailsPage(view: View, page: DetailsPage): Page {
  const { action, csrf, email, password, waits, problems } = page;
  return layout(view, {
    title: view.t('register.details.heading'),
    lead: view.t('register.details.text', { email }),
    isError: Object.keys(problems).length > 0 || password?.problem !== undefined,
    scripts: ['password.js', 'follow.js'],
    content: html`${form({
      action,
      csrf,
      content: [
        // For what keeps passwords: without it, it would keep this one for the name.
        accountField(email),
        ...newPerson(view, page),
        button({ label: view.t(waits ? 'register.wait' : 'register.submit') }),
      ],
    })}
${wayOut(view, page)}`,
  });
}
