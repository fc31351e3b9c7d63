import { type SignedIn, type SignedOut, session, signIn, signOut } from '@sallyport/client/browser';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { base } from '../api/client.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: (): Promise<SignedIn | SignedOut> => session({ base }),
  staleTime: 60_000,
});

/** Who is signed in, within the frame that is only shown to them. */
export function useAdministrator(): SignedIn {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data.signedIn) throw new Error('The frame is for people who are signed in.');
  return data;
}

/** What they may do at the admin API, which is the only one that the console's tokens are for. */
export const permissionsOf = ({ permissions }: SignedIn): ReadonlySet<string> =>
  new Set(Object.values(permissions).flat());

export const usePermissions = (): ReadonlySet<string> => permissionsOf(useAdministrator());

const leftKey = 'sallyport.signed-out';

/** Who has just signed out is not sent to sign in again. */
export function hasJustSignedOut(): boolean {
  const left = sessionStorage.getItem(leftKey) !== null;
  sessionStorage.removeItem(leftKey);
  return left;
}

export const enter = (acrValues?: string[]): Promise<never> =>
  signIn({ base, uiLocales: [document.documentElement.lang], ...(acrValues && { acrValues }) });

export function leave(): Promise<never> {
  sessionStorage.setItem(leftKey, 'yes');
  return signOut({ base });
}
