import type { MailLimits } from './limits.ts';

/** What the configuration says of mail. */
export interface MailSettings {
  /** Whether mails go anywhere: to a server, or in development to `/dev/mail`. */
  canSend: boolean;
  limits: MailLimits;
  /** After so many seconds no further attempt is made. */
  giveUpAfter: number;
}

export const defaultMailLimits: MailLimits = {
  recipient: { hour: 6, day: 20 },
  network: { hour: 30, day: 150 },
};

/** Without a mail server, in development. */
export const developmentMail: MailSettings = {
  canSend: true,
  limits: defaultMailLimits,
  giveUpAfter: 86_400,
};

/** Without a mail server, in production. */
export const noMail: MailSettings = { ...developmentMail, canSend: false };
