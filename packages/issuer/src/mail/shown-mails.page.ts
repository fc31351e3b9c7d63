import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import type { View } from '../pages/view.ts';
import { routes } from '../routes.ts';
import type { ReadableMail } from './shown-mails.service.ts';

const erased = 'What this mail said was erased.';

/** Mails that this development machine did not send. */
export const shownMailsPage = (view: View, mails: readonly ReadableMail[]): Page =>
  layout(view, {
    title: 'Mails',
    lead: 'This machine sends no mail. What it would have sent is here, newest first.',
    content:
      mails.length === 0
        ? html`<p>There is none yet.</p>`
        : html`<ul class="mails">${mails.map(
            ({ id, recipient, createdAt, rendered }) => html`<li>
<a href="${routes.shownMail(id)}">${rendered?.subject ?? erased}</a>
<br><small>${recipient}, <time datetime="${createdAt.toISOString()}">${timeOf(createdAt)}</time></small>
</li>`,
          )}</ul>`,
  });

/** One of them: its HTML part, in a frame of its own, and its text part. */
export const shownMailPage = (
  view: View,
  { id, recipient, createdAt, rendered }: ReadableMail,
): Page =>
  layout(view, {
    title: rendered?.subject ?? erased,
    lead: html`To ${recipient}, <time datetime="${createdAt.toISOString()}">${timeOf(createdAt)}</time>`,
    content: html`${
      rendered
        ? html`<iframe class="mail-frame" title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" src="${routes.shownMailHtml(id)}"></iframe>
<details><summary>As text</summary><pre class="mail-text">${rendered.text}</pre></details>`
        : ''
    }
<p><a href="${routes.shownMails}">All mails</a></p>`,
  });

const timeOf = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
