import { type Html, html, type Page } from '../../http/html.ts';
import { button, buttonForm, buttonLink, form } from '../../pages/parts/button.ts';
import { field } from '../../pages/parts/field.ts';
import { items } from '../../pages/parts/items.ts';
import { alert, emptyState } from '../../pages/parts/messages.ts';
import {
  type AskedPasskey,
  passkeyForm,
  passkeyNeedsScript,
} from '../../pages/parts/passkey-form.ts';
import type { TextKey } from '../../pages/texts.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface PasskeyRow {
  id: string;
  name: string;
  backedUp: boolean;
  /** Whether it can sign in alone. */
  userVerified: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface PasskeysPage extends Frame {
  passkeys: readonly PasskeyRow[];
  /** Whether there may be another one. */
  hasRoom: boolean;
  error?: TextKey | undefined;
}

const path = (name: string): string => routes.accountSection(`passkeys/${name}`);

/** All of them, and what can be done with each. */
export const passkeysPage = (view: View, page: PasskeysPage): Page => {
  const { t } = view;
  const add = buttonLink({ href: path('add'), label: t('account.passkeys.add') });
  return accountLayout(view, page, {
    lead: t('account.passkeys.lead'),
    isError: page.error !== undefined,
    content: html`${page.error ? alert(t(page.error)) : ''}
${
  page.passkeys.length === 0
    ? emptyState(t('account.passkeys.none'), t('account.passkeys.none_text'))
    : items(page.passkeys.map((passkey) => rowOf(view, page.csrf, passkey)))
}
${page.hasRoom ? add : ''}`,
  });
};

const rowOf = ({ t, date }: View, csrf: string, passkey: PasskeyRow) => ({
  title: passkey.name,
  badge: t(passkey.backedUp ? 'account.passkeys.synced' : 'account.passkeys.one_device'),
  details: [
    t('account.passkeys.added', { date: date(passkey.createdAt) }),
    passkey.lastUsedAt === null
      ? t('account.passkeys.unused')
      : t('account.passkeys.used', { date: date(passkey.lastUsedAt) }),
    ...(passkey.userVerified ? [] : [t('account.passkeys.second_only')]),
  ],
  actions: [
    buttonLink({
      href: `${path('rename')}?passkey=${passkey.id}`,
      label: t('account.passkeys.rename'),
      kind: 'secondary',
    }),
    removeForm(path('remove'), csrf, passkey.id, t('account.passkeys.remove')),
  ],
});

const removeForm = (action: string, csrf: string, id: string, label: string): Html =>
  buttonForm({ ...{ action, csrf, label, kind: 'danger' }, name: 'passkey', value: id });

export interface AddPasskeyPage extends Frame {
  asked: AskedPasskey;
  error?: TextKey | undefined;
}

/** Asks the browser to make one. */
export const addPasskeyPage = (view: View, { asked, error, ...frame }: AddPasskeyPage): Page =>
  accountLayout(view, frame, {
    title: view.t('account.passkeys.add'),
    lead: view.t('account.passkeys.add_text'),
    isError: error !== undefined,
    scripts: ['passkey.js'],
    content: html`${error ? alert(view.t(error)) : ''}
${passkeyNeedsScript(view)}
${passkeyForm(view, {
  ...{ ...asked, action: path('add'), csrf: frame.csrf },
  button: { label: view.t('set_up_passkey.submit') },
})}
${buttonLink({ href: routes.accountSection('passkeys'), label: view.t('account.passkeys.back'), kind: 'quiet' })}`,
  });

export interface RenamePasskeyPage extends Frame {
  id: string;
  name: string;
  maxLength: number;
}

export const renamePasskeyPage = (view: View, page: RenamePasskeyPage): Page =>
  accountLayout(view, page, {
    title: view.t('account.passkeys.rename_heading'),
    content: form({
      action: path('rename'),
      csrf: page.csrf,
      content: [
        html`<input type="hidden" name="passkey" value="${page.id}">`,
        field({
          ...{ name: 'name', label: view.t('account.passkeys.name'), value: page.name },
          ...{ maxLength: page.maxLength, autofocus: true },
        }),
        button({ label: view.t('account.passkeys.keep_name') }),
      ],
    }),
  });
