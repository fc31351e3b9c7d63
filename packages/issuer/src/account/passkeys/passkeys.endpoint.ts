import { z } from 'zod';
import { enrolPasskey } from '../../factors/enrol-passkey.service.ts';
import { codesFrom, newForMs } from '../../factors/factors.service.ts';
import { inGroups } from '../../factors/recovery-codes.ts';
import type { TextKey } from '../../pages/texts.ts';
import type { View } from '../../pages/view.ts';
import { maxNameLength, maxPasskeys } from '../../passkeys/passkey.ts';
import { newPasskeyErrors } from '../../passkeys/passkey-errors.ts';
import { beginPasskey, findAdded, listPasskeys } from '../../passkeys/passkeys.service.ts';
import { cutText } from '../../runtime/cut-text.ts';
import { readableLine } from '../../runtime/readable.ts';
import {
  type AccountContext,
  type AccountVisit,
  accountForm,
  accountPage,
  type Outcome,
  type Submitted,
} from '../account-page.endpoint.ts';
import { keepCodes } from '../keep-codes.endpoint.ts';
import { newCodesPage } from '../new-codes.page.ts';
import { ownChangeOf } from '../own-change.service.ts';
import { openNewPasskey, sealNewPasskey } from './new-passkey.ts';
import { removeOwnPasskey, renameOwnPasskey } from './own-passkeys.service.ts';
import { addPasskeyPage, passkeysPage, renamePasskeyPage } from './passkeys.page.ts';

const section = 'passkeys';
const sensitive = { section, isSensitive: true } as const;
const adding = { ...sensitive, confirmsMailbox: true } as const;

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

const fields = ['credential'] as const;

/** `POST /account/passkeys/add`: the browser has made one. */
export const addOwnPasskey = (context: AccountContext) =>
  accountForm(context, { ...adding, fields, repeated: shownAgain(context) }, async (sent) => {
    const { view, account, form, session } = sent;
    const { credentialVersion } = account;
    const added = await enrolPasskey(
      form.credential ?? '',
      { ...ownerOf(sent), credentialVersion, session },
      null,
      { otherwiseCalled: view.t('passkey.name'), language: view.tag, factorNamed: named(view) },
      context,
    );
    if (added.kind === 'refused') {
      return { page: await addPage(sent, newPasskeyErrors[added.told], context), status: 403 };
    }
    if (added.kind === 'too_late') return { notice: 'account.notice.another_sign_in' };
    const isFirst = added.recoveryCodes.length > 0;
    const again = isFirst && (await shownAgain(context)(sent));
    return again || { notice: 'account.notice.passkey_added' };
  });

/** The codes of a passkey that was set up by this form. */
const shownAgain =
  (context: AccountContext) =>
  async (sent: Submitted<'credential'>): Promise<Outcome | null> => {
    const { account, form, view, frame, session } = sent;
    const added = await findAdded(form.credential ?? '', ownerOf(sent), context);
    const codes = added ? await codesFrom(added.seed, account.userId, context) : [];
    if (!added || codes.length === 0) return null;
    const sealed = sealNewPasskey(
      added.id,
      { userId: account.userId, session: session.id },
      context,
    );
    const page = newCodesPage(view, { ...frame, codes: codes.map(inGroups), sealed });
    return { page, status: 200 };
  };

/** `POST /account/passkeys/kept`: the passkey was made in this session, which is a use of it. */
export const keepPasskeyCodes = (context: AccountContext) =>
  keepCodes(context, {
    ...{ section, notice: 'account.notice.passkey_added' },
    async proofOf(secret, { userId, id: session }) {
      const id = openNewPasskey(secret, { userId, session }, context);
      const found = (await listPasskeys(userId, context)).find((each) => each.id === id);
      const isNew = found && context.clock.now().getTime() - found.createdAt.getTime() < newForMs;
      return isNew ? { method: 'passkey', userVerified: found.userVerified } : null;
    },
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
  accountForm(context, { section, fields: ['passkey', 'name'] }, async (sent) => {
    const id = passkeyId.safeParse(sent.form.passkey);
    const name = cutText(readableLine(sent.form.name ?? ''), maxNameLength);
    if (!id.success || name === '') return { notice: 'account.notice.passkey_renamed' };
    const renamed = await renameOwnPasskey({ ...ownChangeOf(sent), id: id.data, name }, context);
    return {
      notice: renamed ? 'account.notice.passkey_renamed' : 'account.notice.another_sign_in',
    };
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
