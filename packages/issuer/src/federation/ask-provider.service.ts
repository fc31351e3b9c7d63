import type { Context } from '../context.ts';
import { describeFailure } from './describe-failure.ts';
import type { Answer, CallbackAnswer, StartRequest } from './driver.ts';
import { type Failure, failureOf, isOfProvider } from './failures.ts';
import type { Notice } from './notices.ts';
import type { Provider } from './provider.ts';
import { forgetFailure, noteFailure } from './provider-failures.service.ts';
import { NotAllowedError, NotRecentError } from './upstream-errors.ts';
import type { Upstreams } from './upstreams.service.ts';

type Dependencies = Pick<Context, 'log' | 'sql' | 'clock'> & { upstreams: Upstreams };

/** Where to send the browser, or what to tell the person where the provider cannot be reached. */
export async function leadTo(
  provider: Provider,
  wanted: StartRequest,
  context: Dependencies,
): Promise<URL | Notice> {
  const { upstreams, log } = context;
  try {
    const { driver, upstream } = upstreams.open(provider);
    return await driver.start(upstream, wanted);
  } catch (error) {
    upstreams.forget(provider);
    log.warn({ provider: provider.id, ...describeFailure(error) }, 'provider sign-in failed');
    const { reason, notice } = failureOf(provider.name, error);
    await noteFailure(provider.id, reason, context);
    return notice;
  }
}

/** Who signed in at a provider: exchanges the code. */
export async function askWho(
  provider: Provider,
  callback: CallbackAnswer,
  context: Dependencies,
): Promise<Answer | Failure> {
  const { upstreams, log } = context;
  const { id, name } = provider;
  let answer: Answer;
  try {
    const { driver, upstream } = upstreams.open(provider);
    answer = await driver.finish(upstream, callback);
  } catch (error) {
    if (!(error instanceof NotAllowedError || error instanceof NotRecentError))
      upstreams.forget(provider);
    log.warn({ provider: id, ...describeFailure(error) }, 'provider sign-in failed');
    const failure = failureOf(name, error);
    if (isOfProvider(error)) await noteFailure(id, failure.reason, context);
    return failure;
  }
  await forgetFailure(id, context.sql);
  if (answer.userinfoFailure !== undefined) {
    const failure = describeFailure(answer.userinfoFailure);
    log.warn({ provider: id, ...failure }, 'userinfo of a provider cannot be read');
  }
  return answer;
}
