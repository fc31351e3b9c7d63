import type { MessageName } from '../pages/texts.ts';
import { routes } from '../routes.ts';

/** The two ways to sign in by mail: a code to type, and a link to open. */
export type MailedWay = 'email-code' | 'magic-link';

interface Kind {
  /** As the policy and proofs call it. */
  method: 'email_code' | 'magic_link';
  /** What the page says once the mail is sent. */
  message: MessageName;
  /** What it says before. */
  address: MessageName;
  page(interaction: string): string;
  check(interaction: string): string;
}

export const mailedWays: Record<MailedWay, Kind> = {
  'email-code': {
    method: 'email_code',
    message: 'email_code.sent',
    address: 'email_code.address',
    page: routes.emailCode,
    check: routes.checkEmailCode,
  },
  'magic-link': {
    method: 'magic_link',
    message: 'magic_link.sent',
    address: 'magic_link.address',
    page: routes.magicLink,
    check: routes.checkMagicLink,
  },
};
