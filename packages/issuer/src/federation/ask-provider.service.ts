import type { Context } from '../context.ts';
import { describeFailure } from './describe-failure.ts';
import type { Answer, CallbackAnswer, StartRequest } from './driver.ts';
import { type Failure, failureOf } from './failures.ts';
import type { Notice } from './notices.ts';
import type { Provider } from './provider.ts';
import { NotAllowedError, NotRecentError } from './upstream-errors.ts';
import type { Upstreams } from './upstreams.service.ts';

type Dependencies = Pick<Context, 'log'> & { upstreams: Upstreams };

/** Where to send the browser, or what to tell the person where the provider cannot be reached. */
export async function leadTo(
  provider: Provider,
  wanted: StartRequest,
  { upstreams, log }: Dependencies,
): Promise<URL | Notice> {
  try {
    const { driver, upstream } = upstreams.open(provider);
    return await driver.start(upstream, wanted);
  } catch (error) {
    upstreams.forget(provider);
    log.warn({ provider: provider.id, ...describeFailure(error) }, 'provider sign-in failed');
    return failureOf(provider.name, error).notice;
  }
}

/** Who signed in at a provider: exchanges the code. */
export async function askWho(
  provider: Provider,
  callback: CallbackAnswer,
  { upstreams, log }: Dependencies,
): Promise<Answer | Failure> {
  const { id, name } = provider;
  let answer: Answer;
  try {
    const { driver, upstream } = upstreams.open(provider);
    answer = await driver.finish(upstream, callback);
  } catch (error) {
    if (!(error instanceof NotAllowedError || error instanceof NotRecentError))
      upstreams.forget(provider);
    log.warn({ provider: id, ...describeFailure(error) }, 'provider sign-in failed');
    return failureOf(name, error);
  }
  if (answer.userinfoFailure !== undefined) {
    const failure = describeFailure(answer.userinfoFailure);
    log.warn({ provider: id, ...failure }, 'userinfo of a provider cannot be read');
  }
  return answer;
}
