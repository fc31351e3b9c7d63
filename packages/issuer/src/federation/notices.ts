import type { Message } from '../pages/message.page.ts';
import type { Refusal } from './accounts.ts';

/** A page in words, and the status that it travels under. */
export type Notice = Pick<Message, 'heading' | 'text'> & { status: 400 | 403 | 502 | 503 };

/** What people are told when they come back from a provider and cannot go on. */
export const notices = {
  /** Replayed, expired, or begun in another browser: which of them is not told. */
  over: {
    status: 400,
    heading: 'This sign-in is over',
    text: 'It was finished already, took too long, or began in another browser. Go back to the application and sign in again.',
  } satisfies Notice,
  denied: (provider: string): Notice => ({
    status: 403,
    heading: `${provider} did not sign you in`,
    text: `You cancelled there, or ${provider} does not let you use this application. You can try again or sign in another way.`,
  }),
  /** Whether the account has a password is not told. */
  prove: (provider: string): Notice => ({
    status: 403,
    heading: 'You have an account already',
    text: `There is an account with the e-mail address that ${provider} gave for you. Sign in with its password once, and from then on you can sign in with ${provider} too. If it has no password, ask the people who run this service to connect it with ${provider}.`,
  }),
  error: (provider: string, error: string): Notice => ({
    status: 502,
    heading: `Signing in with ${provider} did not work`,
    text: `${provider} reports: ${error || 'an error without a name'}. Nothing has been changed. Try again in a moment, or sign in another way.`,
  }),
  failed: (provider: string): Notice => ({
    status: 502,
    heading: `Signing in with ${provider} did not work`,
    text: `${provider} gave no answer that can be trusted. Nothing has been changed. Try again in a moment, or sign in another way.`,
  }),
  unreachable: (provider: string): Notice => ({
    status: 503,
    heading: `${provider} cannot be reached`,
    text: `${provider} does not answer at the moment. Try again in a moment, or sign in another way.`,
  }),
};

const refusals: Record<Refusal, (provider: string) => Notice> = {
  disabled: () => ({
    status: 403,
    heading: 'This account is disabled',
    text: 'Ask the people who run this service to enable it again.',
  }),
  no_address: (provider) => ({
    status: 403,
    heading: `${provider} gave no e-mail address that can be used`,
    text: `An account needs one. Allow ${provider} to share your address and try again, or correct it there when it has unusual letters. You can also sign in another way.`,
  }),
};

export const refusalNotice = (reason: Refusal, provider: string): Notice =>
  refusals[reason](provider);
