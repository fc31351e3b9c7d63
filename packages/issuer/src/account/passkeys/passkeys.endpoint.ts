import { z } from 'zod';
import { enrolPasskey } from '../../factors/enrol-passkey.service.ts';
import { inGroups } from '../../factors/recovery-codes.ts';
import type { TextKey } from '../../pages/texts.ts';
import type { View } from '../../pages/view.ts';
import { maxNameLength, maxPasskeys } from '../../passkeys/passkey.ts';
import { newPasskeyErrors } from '../../passkeys/passkey-errors.ts';
import { beginPasskey, listPasskeys, renamePasskey } from '../../passkeys/passkeys.service.ts';
import { cutText } from '../../runtime/cut-text.ts';
import { readableLine } from '../../runtime/readable.ts';
import {
  type AccountContext,
  type AccountVisit,
  accountForm,
  accountPage,
  type Outcome,
} from '../account-page.endpoint.ts';
import { ownChangeOf } from '../own-change.service.ts';
import { removeOwnPasskey } from './own-passkeys.service.ts';
import {
  addPasskeyPage,
  firstCodesPage,
  passkeysPage,
  renamePasskeyPage,
} from './passkeys.page.ts';

const section = 'passkeys';
const sensitive = { section, isSensitive: true } as const;
const adding = { ...sensitive, setsUpFactor: true } as const;

/** `GET /account/passkeys` */
export const showPasskeys = (context: AccountContext) =>
  accountPage(context, { section }, (visit) => pageOf(visit, undefined, context));

async function pageOf(
  { view, frame, account }: AccountVisit,
  error: TextKey | undefined,
  context: AccountContext,
) {
  const passkeys = await listPasskeys(account.userId, context);
  return passkeysPage(view, {
    ...{ ...frame, passkeys, error },
    hasRoom: passkeys.length < maxPasskeys,
  });
}

/** `GET /account/passkeys/add`: the recent sign-in that it needs comes first. */
export const showAddPasskey = (context: AccountContext) =>
  accountPage(context, adding, (visit) => addPage(visit, undefined, context));

const ownerOf = ({ account: { userId, email }, session }: AccountVisit) => ({
  ...{ userId, email, within: session.id },
});

async function addPage(visit: AccountVisit, error: TextKey | undefined, context: AccountContext) {
  const { view, frame } = visit;
  const service = view.branding.name || 'Sallyport';
  const options = await beginPasskey(ownerOf(visit), service, context);
  return addPasskeyPage(view, { ...frame, asked: { kind: 'create', options }, error });
}

/** `POST /account/passkeys/add`: the browser has made one. */
export const addOwnPasskey = (context: AccountContext) =>
  accountForm(context, { ...adding, fields: ['credential'] }, async (sent): Promise<Outcome> => {
    const { view, frame, account, form } = sent;
    const { credentialVersion } = account;
    const added = await enrolPasskey(
      form.credential ?? '',
      { ...ownerOf(sent), credentialVersion },
      { otherwiseCalled: view.t('passkey.name'), language: view.tag, factorNamed: named(view) },
      context,
    );
    if (added.kind === 'refused') {
      return { page: await addPage(sent, newPasskeyErrors[added.told], context), status: 403 };
    }
    if (added.kind === 'too_late') return { notice: 'account.notice.another_sign_in' };
    if (added.recoveryCodes.length === 0) return { notice: 'account.notice.passkey_added' };
    const codes = added.recoveryCodes.map(inGroups);
    return { page: firstCodesPage(view, { ...frame, codes }), status: 200 };
  });

/** What a mail calls a passkey. */
const named =
  ({ t }: View) =>
  (name: string): string =>
    t('passkey.named', { name });

const passkeyId = z.uuid();

/** `GET /account/passkeys/rename` */
export const showRenamePasskey = (context: AccountContext) =>
  accountPage(context, { section }, async (visit) => {
    const { request, view, frame, account } = visit;
    const id = request.req.query('passkey');
    const found = (await listPasskeys(account.userId, context)).find((each) => each.id === id);
    if (!found) return pageOf(visit, undefined, context);
    const { name } = found;
    return renamePasskeyPage(view, { ...frame, id: found.id, name, maxLength: maxNameLength });
  });

/** `POST /account/passkeys/rename`; an empty name changes nothing. */
export const keepPasskeyName = (context: AccountContext) =>
  accountForm(context, { section, fields: ['passkey', 'name'] }, async ({ account, form }) => {
    const id = passkeyId.safeParse(form.passkey);
    const name = cutText(readableLine(form.name ?? ''), maxNameLength);
    if (id.success && name !== '') {
      await renamePasskey({ userId: account.userId, id: id.data, name }, context);
    }
    return { notice: 'account.notice.passkey_renamed' };
  });

const outcomes = {
  removed: 'account.notice.passkey_removed',
  too_late: 'account.notice.another_sign_in',
} as const;

const lastOnes = {
  last_way: 'account.passkeys.last',
  last_factor: 'account.authenticator.last',
} as const;

/** `POST /account/passkeys/remove` */
export const removePasskeyHere = (context: AccountContext) =>
  accountForm(context, { ...sensitive, fields: ['passkey'] }, async (sent): Promise<Outcome> => {
    const id = passkeyId.safeParse(sent.form.passkey);
    if (!id.success) return { notice: outcomes.removed };
    const removal = { ...ownChangeOf(sent), id: id.data, factorNamed: named(sent.view) };
    const removed = await removeOwnPasskey(removal, context);
    if (removed === 'removed' || removed === 'too_late') return { notice: outcomes[removed] };
    return { page: await pageOf(sent, lastOnes[removed], context), status: 403 };
  });
