import type { Declaration } from './schema.ts';

interface MailNeed {
  /** Where it is switched on. */
  path: (string | number)[];
  /** What it is, as the subject of a sentence. */
  what: string;
}

/** What has to have a mail server: a link that never comes is worse than none that is offered. */
export function mailNeeds({
  sign_in,
  registration,
}: Pick<Declaration, 'sign_in' | 'registration'>): MailNeed[] {
  const ways = sign_in.ways.flatMap((way, index): MailNeed[] => {
    const what = mailed[way];
    return what ? [{ path: ['sign_in', 'ways', index], what }] : [];
  });
  if (sign_in.verified_address === 'required') {
    const what = 'Proving the address of an account';
    ways.push({ path: ['sign_in', 'verified_address'], what });
  }
  const { mode } = registration;
  const registers = mode !== 'off' && mode !== 'invitation';
  return registers
    ? [...ways, { path: ['registration', 'mode'], what: 'Proving the address of a new account' }]
    : ways;
}

const mailed: Readonly<Record<string, string>> = {
  email_code: 'Signing in with a code',
  magic_link: 'Signing in with a link',
};
