import { ownTexts, type TextKey } from '../pages/texts.ts';

/** What a page says at its top about what was sent from it. */
export type Notice = Extract<TextKey, `account.notice.${string}`>;

/** Those that tell of something that has not happened. */
const failures: ReadonlySet<Notice> = new Set([
  'account.notice.again',
  'account.notice.acting',
  'account.notice.impersonation_over',
  'account.notice.another_sign_in',
  'account.notice.identity_full',
  'account.notice.identity_taken',
  'account.notice.code_over',
  'account.notice.address_taken',
  'account.notice.address_full',
  'account.notice.address_gone',
]);

export const isFailure = (notice: Notice): boolean => failures.has(notice);

/** A cookie says what it likes: only what is one of ours is shown. */
export const readNotice = (text: string | undefined): Notice | null =>
  text?.startsWith('account.notice.') && Object.hasOwn(ownTexts['en']!, text)
    ? (text as Notice)
    : null;
