import { z } from 'zod';

/** What became of a mail so far. */
export const mailStatus = z.enum(['queued', 'sent', 'failed', 'expired']);

export type MailStatus = z.output<typeof mailStatus>;
