import type { FirstWay } from '../sign-in-policy/first-ways.ts';

/** What a person could say with who they are, whether or not it is offered here. */
export interface HeldWays {
  password: boolean;
  /** An address that is proved to be theirs. */
  mailbox: boolean;
  /** A passkey that checks them. */
  passkey: boolean;
  /** The declared providers at which they have an identity, by id. */
  providers: readonly string[];
}

/** What says which of them opens the account. */
export interface Offered {
  ways: readonly FirstWay[];
  canSendMail: boolean;
  /** The providers of which it takes one for their address (`required_for_domains`); null for none. */
  required: readonly string[] | null;
}

/** Whether any of them opens the account. */
export function hasWayIn(held: HeldWays, { ways, canSendMail, required }: Offered): boolean {
  if (required) return held.providers.some((provider) => required.includes(provider));
  const counts: Record<FirstWay, boolean> = {
    password: held.password,
    passkey: held.passkey,
    email_code: held.mailbox && canSendMail,
    magic_link: held.mailbox && canSendMail,
  };
  return held.providers.length > 0 || ways.some((way) => counts[way]);
}
