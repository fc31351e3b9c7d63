import type { Message } from '../pages/message.page.ts';
import type { Refusal } from './accounts.ts';

/** A page in words, and the status that it travels under. */
export type Notice = Pick<Message, 'message' | 'values' | 'sign'> & {
  status: 400 | 403 | 502 | 503;
};

/** What people are told when they come back from a provider and cannot go on. */
export const notices = {
  /** Replayed, expired, or begun in another browser: which of them is not told. */
  over: { status: 400, message: 'federation.over' } satisfies Notice,
  denied: (provider: string): Notice => ({
    status: 403,
    message: 'federation.denied',
    values: { provider },
  }),
  /** Whether the account has a password is not told. */
  prove: (provider: string): Notice => ({
    status: 403,
    message: 'federation.prove',
    values: { provider },
  }),
  /** @param error what the provider says; empty where it says nothing. */
  reported: (provider: string, error: string): Notice => ({
    status: 502,
    message: error ? 'federation.reported' : 'federation.failed',
    values: { provider, error },
    sign: 'error',
  }),
  /** The log says which account it takes. */
  notAllowed: (provider: string): Notice => ({
    status: 403,
    message: 'federation.not_allowed',
    values: { provider },
  }),
  /** What the provider complains about is for the people who run this service, in the log. */
  misconfigured: (provider: string): Notice => ({
    status: 502,
    message: 'federation.misconfigured',
    values: { provider },
    sign: 'error',
  }),
  /** It takes a new sign-in there, which most providers ask for only once one has signed out. */
  notRecent: (provider: string): Notice => ({
    status: 403,
    message: 'federation.not_recent',
    values: { provider },
  }),
  unmet: (provider: string): Notice => ({
    status: 403,
    message: 'federation.unmet',
    values: { provider },
  }),
  tooLate: (provider: string): Notice => ({
    status: 400,
    message: 'federation.too_late',
    values: { provider },
  }),
  failed: (provider: string): Notice => ({
    status: 502,
    message: 'federation.failed',
    values: { provider },
    sign: 'error',
  }),
  unreachable: (provider: string): Notice => ({
    status: 503,
    message: 'federation.unreachable',
    values: { provider },
    sign: 'waiting',
  }),
};

const refusals: Record<Refusal, Notice['message']> = {
  disabled: 'error.disabled',
  no_address: 'federation.no_address',
  denied_address: 'federation.denied_address',
  registration_off: 'federation.registration_off',
  registration_invitation: 'federation.registration_invitation',
  registration_waiting_list: 'federation.registration_waiting_list',
  registration_domains: 'federation.registration_domains',
};

export const refusalNotice = (reason: Refusal, provider: string): Notice => ({
  status: 403,
  message: refusals[reason],
  values: { provider },
});
