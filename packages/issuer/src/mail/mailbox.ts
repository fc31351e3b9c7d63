import { z } from 'zod';
import { readAddress } from '../runtime/email-address.ts';
import { isReadable } from '../runtime/readable.ts';

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
  if (!isReadable(name) || name.includes('\t')) {
    context.addIssue(
      'Leave control characters and those that hide or reorder others out of the name.',
    );
    return z.NEVER;
  }
  return { name: name.trim(), address: read.address };
});
