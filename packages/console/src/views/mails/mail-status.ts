/** What became of a mail so far, what has to be looked at first. */
export const mailStatuses = ['failed', 'queued', 'sent', 'expired'] as const;

export type MailStatus = (typeof mailStatuses)[number];
