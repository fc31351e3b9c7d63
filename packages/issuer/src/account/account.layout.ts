import { html, type Page } from '../http/html.ts';
import { brand, documentOf, foot, heading, type Layout } from '../pages/layout.page.ts';
import { buttonForm } from '../pages/parts/button.ts';
import { notice } from '../pages/parts/messages.ts';
import type { View } from '../pages/view.ts';
import { routes } from '../routes.ts';
import { isFailure, type Notice } from './notice.ts';
import { groupsOfSections, type SectionName, sections } from './sections.ts';

/** What every page of the account is given by `accountPage`. */
export interface Frame {
  section: SectionName;
  /** For every form of the page: it is good for this session alone. */
  csrf: string;
  /** Of what was sent before. */
  notice: Notice | null;
  /** As whom the administrator acts whose browser it is; null for who is there themselves. */
  acting: { name: string; email: string } | null;
}

export interface AccountContent extends Pick<Layout, 'lead' | 'content' | 'scripts' | 'isError'> {
  /** Of a page within a section; else it is the name of the section. */
  title?: string;
}

/** The frame of the account's pages: who is signed in, where one can go, and the page itself. */
export function accountLayout(
  view: View,
  { section, csrf, notice: told, acting }: Frame,
  { title = view.t(sections[section].label), lead, content, ...given }: AccountContent,
): Page {
  const { t } = view;
  return documentOf(view, {
    ...given,
    title,
    styles: ['account.css'],
    body: html`<body class="account-page">
<a class="skip" href="#content">${t('account.skip')}</a>
<header class="account-head">
<div class="brand">${brand(view)}</div>
${buttonForm(
  acting
    ? { action: routes.endImpersonation, csrf, label: t('account.acting.end'), kind: 'danger' }
    : { action: routes.accountSignOut, csrf, label: t('account.sign_out'), kind: 'secondary' },
)}
</header>
<div class="account-columns">
<nav class="account-nav" aria-label="${t('account.navigation')}">
${groupsOfSections().map(
  ({ list }) => html`<ul>
${list.map(({ name, path, label }) => html`<li><a href="${path}"${name === section ? html` aria-current="page"` : ''}>${t(label)}</a></li>\n`)}</ul>
`,
)}</nav>
<main id="content" tabindex="-1">
${section === 'overview' ? '' : html`<a class="account-back" href="${routes.account}">${t('account.back')}</a>`}
${acting ? notice(t('account.acting.text', { name: acting.name, email: acting.email })) : ''}
${heading(title, lead)}
${told === null ? '' : notice(t(told), isFailure(told) ? 'information' : 'success')}
${content ?? ''}
</main>
</div>
${foot(view)}
</body>`,
  });
}
