import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { buttonLink } from '../pages/parts/button.ts';
import { choiceLinks } from '../pages/parts/choices.ts';
import { emptyState } from '../pages/parts/messages.ts';
import type { View } from '../pages/view.ts';
import { routes } from '../routes.ts';
import type { ReadableMail } from './shown-mails.service.ts';

const erased = 'The text of this mail was erased';

/** Mails that this development machine did not send. */
export const shownMailsPage = (view: View, mails: readonly ReadableMail[]): Page =>
  layout(view, {
    title: 'Mails',
    lead: 'This machine sends no mail. What it would have sent is here, newest first.',
    content:
      mails.length === 0
        ? emptyState(
            'No mails yet',
            'Ask for a code, and it is here when you load this page again.',
          )
        : choiceLinks(
            mails.map(({ id, recipient, createdAt, rendered }) => ({
              href: routes.shownMail(id),
              title: rendered?.subject ?? erased,
              detail: `${recipient} · ${timeOf(createdAt)}`,
            })),
          ),
  });

/** One of them: its HTML part, in a frame of its own, and its text part. */
export const shownMailPage = (
  view: View,
  { id, recipient, createdAt, rendered }: ReadableMail,
): Page =>
  layout(view, {
    title: rendered?.subject ?? erased,
    lead: `To ${recipient} · ${timeOf(createdAt)}`,
    content: html`${
      rendered
        ? html`<iframe class="mail-frame" title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" src="${routes.shownMailHtml(id)}"></iframe>
<details class="more"><summary>As text</summary><pre class="mail-text">${rendered.text}</pre></details>`
        : ''
    }
${buttonLink({ href: routes.shownMails, label: 'All mails', kind: 'secondary' })}`,
  });

const timeOf = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
