import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { cookieOf } from '../http/cookies.ts';
import { knownFor, readAccounts, sealAccounts, withAccount } from './known-accounts.ts';

/** The users who have signed in with this browser, by id. */
export const accountsOf = (request: Request, { secrets }: Pick<Context, 'secrets'>): string[] =>
  readAccounts(cookieOf(request, 'sp_accounts').read(), secrets.atRest);

/** Keeps that a person has signed in here, for the page on which an account is chosen. */
export function rememberAccount(
  request: Request,
  userId: string,
  context: Pick<Context, 'secrets' | 'random'>,
): void {
  write(request, withAccount(accountsOf(request, context), userId), context);
}

/** This browser does not offer this account any more. */
export function forgetAccount(
  request: Request,
  userId: string,
  context: Pick<Context, 'secrets' | 'random'>,
): void {
  write(
    request,
    accountsOf(request, context).filter((id) => id !== userId),
    context,
  );
}

function write(
  request: Request,
  ids: readonly string[],
  { secrets, random }: Pick<Context, 'secrets' | 'random'>,
): void {
  const cookie = cookieOf(request, 'sp_accounts');
  if (ids.length === 0) cookie.clear();
  else cookie.write(sealAccounts(ids, secrets.atRest, random), knownFor);
}
