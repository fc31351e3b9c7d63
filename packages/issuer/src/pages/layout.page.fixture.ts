import { html } from '../http/html.ts';
import { ownBranding } from './branding.ts';
import type { Examples } from './examples.fixture.ts';
import { layout } from './layout.page.ts';
import { button, buttonForm, buttonLink, form } from './parts/button.ts';
import { accountLine, choices } from './parts/choices.ts';
import { checkbox, codeField, field, passwordField } from './parts/field.ts';
import { alert, divider, emptyState, note, notice, sign } from './parts/messages.ts';
import { wayOut } from './parts/way-out.ts';

const csrf = 'csrf';
const underway = { interaction: '1', csrf };

/** Everything that pages are made of, on pages that there are not. */
export const examples: Examples = {
  'parts: fields': (view) =>
    layout(view, {
      title: 'Fields',
      lead: 'A line below the heading.',
      scripts: ['password.js'],
      content: html`${form({
        action: '#',
        csrf,
        content: [
          field({ name: 'name', label: 'Name', hint: 'As others see it.', autocomplete: 'name' }),
          field({
            name: 'mail',
            label: 'Address',
            type: 'email',
            error: 'There is a letter too many.',
          }),
          passwordField(view, {
            name: 'new',
            label: 'New password',
            autocomplete: 'new-password',
            hint: 'At least eight characters.',
          }),
          checkbox({ name: 'remember', label: 'Remember this device for 30 days' }),
          button({ label: 'Continue' }),
        ],
      })}${wayOut(view, underway)}`,
    }),
  'parts: code': (view) =>
    layout(view, {
      title: 'Code',
      sign: sign('mail'),
      lead: 'We sent a code to a…e@example.com.',
      content: html`${accountLine({
        name: 'alice@example.com',
        change: buttonForm({ action: '#', csrf, label: 'Change', kind: 'quiet' }),
      })}${notice('A new code is on its way.', 'success')}${form({
        action: '#',
        csrf,
        content: [
          codeField({ name: 'code', label: 'Code', length: 6, hint: 'Six digits.' }),
          button({ label: 'Continue' }),
        ],
      })}${buttonForm({ action: '#', csrf, label: 'Send another code', kind: 'secondary' })}${wayOut(view, underway)}`,
    }),
  'parts: choices': (view) =>
    layout(view, {
      title: 'Choices',
      content: html`${form({
        action: '#',
        csrf,
        content: choices([
          { title: 'Alice Anderson', detail: 'alice@example.com', name: 'account', value: '1' },
          { title: 'Passkey', name: 'account', value: '2' },
        ]),
      })}${divider('or')}${buttonLink({ label: 'Elsewhere', href: '#', kind: 'secondary' })}${wayOut(view, underway)}`,
    }),
  'parts: messages': (view) =>
    layout(view, {
      title: 'Messages',
      sign: sign('success'),
      content: html`${alert('Something was wrong.')}${notice('Good to know.')}${notice('It went well.', 'success')}${emptyState('No passkeys yet', 'Add one to sign in without a password.')}${note('Small print.')}${buttonForm({ action: '#', csrf, label: 'Delete my account', kind: 'danger' })}`,
    }),
  'parts: branding': (view) =>
    layout(
      {
        ...view,
        branding: {
          ...ownBranding,
          name: 'Walnut & Lantern',
          links: {
            terms: 'https://shop.example/terms',
            privacy: 'https://shop.example/privacy',
            imprint: 'https://shop.example/imprint',
            support: 'mailto:help@shop.example',
          },
        },
      },
      {
        title: 'Branding',
        lead: 'A name where there is no logo, and links at the foot.',
        content: html`${form({
          action: '#',
          csrf,
          content: [
            field({ name: 'mail', label: 'E-mail address', type: 'email' }),
            button({ label: 'Continue' }),
          ],
        })}${wayOut(view, underway)}`,
      },
    ),
};
