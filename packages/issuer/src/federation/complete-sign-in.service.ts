import type { Context } from '../context.ts';
import type { PendingLink } from '../directory/users/identity.ts';
import type { NewProof } from '../interactions/interactions.service.ts';
import { isDenial } from './callback-parameters.ts';
import { describeFailure } from './describe-failure.ts';
import { type Answer, exchangeCode } from './exchange-code.service.ts';
import type { LoginAttempt } from './login-attempts.service.ts';
import { type Notice, notices, refusalNotice } from './notices.ts';
import type { Provider } from './provider.ts';
import type { ProviderClients } from './provider-clients.service.ts';
import { resolveAccount } from './resolve-account.service.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'log'> & {
  providerClients: ProviderClients;
};

export type Outcome =
  | { kind: 'sign_in'; signIn: NewProof }
  /** The owner of the account has to sign in with the password first. */
  | { kind: 'link'; link: PendingLink }
  /** `reason` is for the log. */
  | { kind: 'refuse'; reason: string; notice: Notice };

/** What an error response comes to. */
export function refuseForError({ name }: Provider, error: string): Outcome {
  const notice = isDenial(error) ? notices.denied(name) : notices.reported(name, error);
  return { kind: 'refuse', reason: error, notice };
}

/** Exchanges the code, and finds, links or makes the account. */
export async function completeSignIn(
  provider: Provider,
  url: URL,
  proof: { attempt: LoginAttempt; state: string },
  context: Dependencies,
): Promise<Outcome> {
  const { id, name } = provider;
  const refuse = (reason: string, notice: Notice): Outcome => ({ kind: 'refuse', reason, notice });
  const { providerClients, log } = context;
  const configuration = await providerClients.discover(provider);
  if (!configuration) return refuse('provider cannot be reached', notices.unreachable(name));
  let answer: Answer;
  try {
    answer = await exchangeCode(configuration, url, proof);
  } catch (error) {
    providerClients.forget(provider);
    log.warn({ provider: id, ...describeFailure(error) }, 'provider sign-in failed');
    return refuse('answer cannot be trusted', notices.failed(name));
  }
  const { profile, userinfoFailure } = answer;
  if (userinfoFailure !== undefined) {
    const failure = describeFailure(userinfoFailure);
    log.warn({ provider: id, ...failure }, 'userinfo of a provider cannot be read');
  }
  const account = await resolveAccount(provider, profile, context);
  const identity = { issuer: provider.issuer, subject: profile.subject };
  if (account.kind === 'sign_in') {
    const { userId, credentialVersion } = account;
    const proof = { method: 'provider', provider: id, amr: profile.amr } as const;
    return { kind: 'sign_in', signIn: { userId, credentialVersion, proof } };
  }
  if (account.kind === 'prove') {
    const { userId, email } = account;
    return { kind: 'link', link: { ...identity, userId, email, provider: id } };
  }
  // The address is not refused to us: it could not be asked for.
  const unread = account.reason === 'no_address' && userinfoFailure !== undefined;
  return refuse(
    account.reason,
    unread ? notices.unreachable(name) : refusalNotice(account.reason, name),
  );
}
