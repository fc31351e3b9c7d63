import type { Context } from '../context.ts';
import { boundedFetch } from '../http/bounded-fetch.ts';
import { type Captcha, type CheckPurpose, faultOf, readVerdict } from './captcha.ts';

const bounds = { maxBytes: 16 * 1024, timeoutMs: 3_000 };
/** What providers give out is shorter by far; hCaptcha's is the longest, with some 2,000 characters. */
const maxSolution = 8 * 1024;

/** Whether the provider says that a person solved it, here and for this page; `silent` when it says nothing. */
export async function askCaptcha(
  captcha: Pick<Captcha, 'verify' | 'secret' | 'says'>,
  { solution, purpose }: { solution: string; purpose: CheckPurpose },
  { settings, thinned }: Pick<Context, 'settings' | 'thinned'>,
): Promise<'right' | 'wrong' | 'silent'> {
  if (solution.length > maxSolution) return 'wrong';
  const { hostname } = new URL(settings.url);
  const verdict = await ask(captcha, solution).catch((error: unknown) => {
    thinned.write('warn', 'captcha silent', { err: error }, 'the CAPTCHA provider does not answer');
    return null;
  });
  if (verdict === null) return 'silent';
  const fault = faultOf(verdict, { hostname, purpose, says: captcha.says });
  if (fault === null) return 'right';
  thinned.write('warn', `captcha ${fault}`, { purpose, reason: fault }, 'a CAPTCHA was refused');
  return 'wrong';
}

async function ask({ verify, secret }: Pick<Captcha, 'verify' | 'secret'>, solution: string) {
  const body = new URLSearchParams({ secret, response: solution });
  const response = await boundedFetch(verify, { method: 'POST', body }, bounds);
  if (!response.ok) throw new Error(`It answered ${response.status}.`);
  const verdict = readVerdict(await response.json());
  if (verdict === null) throw new Error('It answered something else than a verdict.');
  return verdict;
}
