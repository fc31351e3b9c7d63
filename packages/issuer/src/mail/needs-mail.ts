import type { Delivery } from './mail-settings.ts';

/** Something that is switched on and sends mail. */
export interface MailNeed {
  /** Where in the configuration it is switched on. */
  path: (string | number)[];
  /** What it is, as the subject of a sentence: `Signing in with a code`. */
  what: string;
}

/**
 * What is switched on and cannot work, because mails go nowhere: for the check of the configuration.
 * A reset link that never comes is worse than none that is offered.
 */
export const refuseWithoutMail = (
  needs: readonly MailNeed[],
  delivery: Delivery['to'],
): { path: MailNeed['path']; message: string }[] =>
  delivery === 'nowhere'
    ? needs.map(({ path, what }) => ({
        path,
        message: `${what} needs mail: set email.smtp, or switch it off.`,
      }))
    : [];
