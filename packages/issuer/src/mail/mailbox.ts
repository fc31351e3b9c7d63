import { z } from 'zod';
import { readAddress } from '../directory/users/email-address.ts';
import { isPlainText } from '../runtime/plain-text.ts';

/** An address with the name of who has it, as it stands in a header. */
export interface Mailbox {
  /** Empty without one. */
  name: string;
  address: string;
}

/** `Example Shop <no-reply@shop.example>`, or the address alone. */
export const mailbox = z.string().transform((text, context): Mailbox => {
  const [, name = '', bracketed] = /^(?:"?([^"<>]*?)"?\s*)<([^<>]+)>$/.exec(text.trim()) ?? [];
  const read = readAddress(bracketed ?? text);
  if (!read.ok) {
    context.addIssue(`${read.problem} Write Example Shop <no-reply@shop.example>.`);
    return z.NEVER;
  }
  if (!isPlainText(name) || name.includes('\t')) {
    context.addIssue('Leave control characters out of the name.');
    return z.NEVER;
  }
  return { name: name.trim(), address: read.address };
});
