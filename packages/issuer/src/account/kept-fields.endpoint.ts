import type { Context as Request } from 'hono';
import { z } from 'zod';
import { cookieOf } from '../http/cookies.ts';

/** Whose they are, and of which page: another person, and another page, is given nothing of them. */
interface Owner {
  userId: string;
  section: string;
}

/** Seconds: as long as a sign-in is likely to take. */
const maxAge = 600;
/** What does not fit is typed again: a browser keeps cookies of 4,096 bytes. */
const maxLength = 2_000;

const stored = z.object({
  userId: z.string(),
  section: z.string(),
  fields: z.record(z.string(), z.string()),
});

/** Keeps what was typed in the browser while its owner signs in again. */
export function keepFields(
  request: Request,
  { userId, section }: Owner,
  form: Readonly<Record<string, string | readonly string[] | undefined>>,
): void {
  const fields = Object.fromEntries(
    Object.entries(form).filter(([, value]) => typeof value === 'string'),
  );
  if (Object.keys(fields).length === 0) return;
  const text = Buffer.from(JSON.stringify({ userId, section, fields })).toString('base64url');
  if (text.length <= maxLength) cookieOf(request, 'sp_form').write(text, maxAge);
}

/** A cookie says what it likes: it is read as what a person could have typed. */
export function readKept(request: Request, owner: Owner): Readonly<Record<string, string>> {
  const text = cookieOf(request, 'sp_form').read();
  if (text === undefined) return {};
  try {
    const read = stored.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    const isOwn = read.userId === owner.userId && read.section === owner.section;
    return isOwn ? read.fields : {};
  } catch {
    return {};
  }
}

export function forgetKept(request: Request): void {
  const cookie = cookieOf(request, 'sp_form');
  if (cookie.read() !== undefined) cookie.clear();
}
