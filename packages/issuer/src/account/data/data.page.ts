import { type Html, html, type Page } from '../../http/html.ts';
import { button, buttonForm, form } from '../../pages/parts/button.ts';
import { field } from '../../pages/parts/field.ts';
import { panel } from '../../pages/parts/items.ts';
import { alert, note } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface DataPage extends Frame {
  /** What has to be typed before the account is deleted. */
  email: string;
  /** Whether people can do that here. */
  canDelete: boolean;
  /** Why it was not deleted. */
  problem?: 'mismatch' | 'declared' | 'last_administrator';
}

const problems = {
  declared: 'account.data.declared',
  last_administrator: 'account.data.last_administrator',
} as const;

/** All that is kept of a person, to take away; and the end of their account. */
export function dataPage(view: View, page: DataPage): Page {
  const { t } = view;
  const { problem, csrf } = page;
  return accountLayout(view, page, {
    lead: t('account.data.lead'),
    isError: problem !== undefined,
    content: html`${problem && problem !== 'mismatch' ? alert(t(problems[problem])) : ''}
${panel({
  heading: t('account.data.download_heading'),
  text: t('account.data.download_text'),
  content: buttonForm({
    ...{ action: routes.accountSection('data/download'), csrf, kind: 'secondary' },
    label: t('account.data.download'),
  }),
})}
${page.canDelete ? deletion(view, page) : ''}`,
  });
}

const deletion = ({ t }: View, { csrf, email, problem }: DataPage): Html =>
  panel({
    heading: t('account.data.delete_heading'),
    text: t('account.data.delete_text'),
    content: html`${note(t('account.data.kept'))}
${form({
  action: routes.accountSection('data/delete'),
  csrf,
  content: [
    field({
      ...{ name: 'confirm', label: t('account.data.confirm', { email }), autocomplete: 'off' },
      error: problem === 'mismatch' ? t('account.data.mismatch', { email }) : undefined,
    }),
    button({ label: t('account.data.delete'), kind: 'danger' }),
  ],
})}`,
  });
