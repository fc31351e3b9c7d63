import { html, type Page } from '../http/html.ts';
import { routes } from '../routes.ts';
import { layout } from './layout.page.ts';
import { buttonLink } from './parts/button.ts';
import { note } from './parts/messages.ts';
import type { View } from './view.ts';

/** What a person finds who opens the issuer's own address. */
export const homePage = (view: View): Page =>
  layout(view, {
    title: view.t('home.heading'),
    lead: view.t('home.text'),
    content: [
      buttonLink({ href: routes.account, label: view.t('home.account') }),
      note(
        html`${view.t('home.for_developers')} <a href="${routes.openidConfiguration}">${view.t('home.metadata')}</a>`,
      ),
    ],
  });
