import { importedUser } from '@sallyport/issuer/directory/import/imported-user.ts';
import { readValue } from '@sallyport/issuer/profile/field.ts';
import { malformed, readLocale } from '@sallyport/issuer/profile/values.ts';
import { emailKey } from '@sallyport/issuer/runtime/email-address.ts';
import { describeIssue } from '@sallyport/protocol/input-issue.ts';
import type { z } from 'zod';
import { maxLine, parseLine } from '../read-lines.ts';

/** One line of an import, before it is checked. */
export type Draft = z.input<typeof importedUser>;

/** Tells that something of a person is not carried over. */
export type Leave = (kind: string) => void;

/** A person in our format, or why there is none; or an entry that is no person, which none misses. */
export type Converted = { draft: Draft } | { reason: string } | { noPerson: string };

/** What is wrong with it first, of `input`, which was parsed. */
export function reasonOf(error: z.ZodError, input: unknown): string {
  const issue = error.issues[0]!;
  const words = describeIssue(issue, input);
  return issue.path.length === 0 ? `the person ${words}` : words;
}

/** The line of a person, as the import reads it; or why the import would refuse it. */
export function lineOf(draft: Draft): { line: string; keys: string[] } | { reason: string } {
  const line = JSON.stringify(draft);
  const bytes = Buffer.from(line);
  const parsed = parseLine(
    bytes.length > maxLine ? { number: 0, tooLong: true } : { number: 0, bytes },
  );
  if ('reason' in parsed) return parsed;
  const read = importedUser.safeParse(parsed.value);
  if (!read.success) return { reason: reasonOf(read.error, parsed.value) };
  const { id, email, identities } = read.data;
  return {
    line,
    keys: [
      ...(id === undefined ? [] : [`the id ${id}`]),
      `the address ${emailKey(email)}`,
      ...identities.map(({ provider, subject }) => `the identity ${subject} at ${provider}`),
    ],
  };
}

/** Values that the profile can have; those of standard claims are checked, of others only their form. */
export function profileOf(
  values: Readonly<Record<string, unknown>>,
  now: Date,
  leave: Leave,
): Record<string, unknown> {
  const kept = Object.entries(values).filter(([name, value]) => {
    if (value === undefined || value === null || value === '') return false;
    const isKept = readValue({ name, own: null }, value, now) !== malformed;
    if (!isKept) leave(`value that ${name} cannot have`);
    return isKept;
  });
  return Object.fromEntries(kept);
}

export function localeOf(text: unknown, leave: Leave): { locale?: string } {
  if (typeof text !== 'string' || text === '') return {};
  if (readLocale(text) !== malformed && text.length <= 35) return { locale: text };
  leave('language that is not of BCP 47');
  return {};
}
