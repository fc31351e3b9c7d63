import type { FirstWay } from '../sign-in-policy/first-ways.ts';

/** What a person could say with who they are, whether or not it is offered here. */
export interface HeldWays {
  password: boolean;
  /** An address that is proved to be theirs. */
  mailbox: boolean;
  /** A passkey that checks them. */
  passkey: boolean;
  /** An identity at a provider that is declared. */
  identity: boolean;
}

/** Whether any of them is offered. */
export function hasWayIn(
  held: HeldWays,
  { ways, canSendMail }: { ways: readonly FirstWay[]; canSendMail: boolean },
): boolean {
  const counts: Record<FirstWay, boolean> = {
    password: held.password,
    passkey: held.passkey,
    email_code: held.mailbox && canSendMail,
    magic_link: held.mailbox && canSendMail,
  };
  return held.identity || ways.some((way) => counts[way]);
}
