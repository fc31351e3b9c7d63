import type { Log } from '../runtime/log.ts';
import type { Deliverer } from './delivery.ts';

/** A mail that can be read at `url`, and nowhere else. It names no code and no link. */
export interface ShownMail {
  recipient: string;
  subject: string;
  url: string;
}

/** On a development machine: mails stay where they are, and are shown by pages of the issuer. */
export const createPagesDeliverer = ({
  urlOf,
  log,
  onMail,
}: {
  urlOf: (id: string) => string;
  log: Log;
  onMail?: ((mail: ShownMail) => void) | undefined;
}): Deliverer => ({
  max: 10,
  timeoutMs: 1_000,
  keeps: true,
  async deliver({ id, recipient, subject }) {
    const shown = { recipient, subject, url: urlOf(id) };
    log.info(shown, 'mail for the pages of this development machine');
    onMail?.(shown);
    return { became: 'sent' };
  },
  close() {},
});
