import type { Mailbox } from './mailbox.ts';
import type { Outcome } from './outcome.ts';
import type { RenderedMail } from './render.ts';

/** A mail as it is handed over. */
export interface OutgoingMail extends RenderedMail {
  id: string;
  recipient: string;
  from: Mailbox;
  replyTo: Mailbox | null;
  createdAt: Date;
  /** What must not be repeated in the reason of a failure. */
  secrets: readonly string[];
}

/** Where mails are handed over. */
export interface Deliverer {
  /** How many mails at a time. */
  readonly max: number;
  /** After so many milliseconds `deliver` has ended, whatever the server does. */
  readonly timeoutMs: number;
  /** Whether what a mail says is kept after it was handed over. */
  readonly keeps: boolean;
  /** Never rejects. @param signal ends the attempt */
  deliver(mail: OutgoingMail, signal: AbortSignal): Promise<Outcome>;
  close(): void;
}
