import { type SignedIn, type SignedOut, session, signIn, signOut } from '@sallyport/client/browser';
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { api, base, bodyOf } from '../api/client.ts';
import type { names, needs } from '../api/schema.ts';

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

/** What a permission that is a name for others amounts to, as the admin API has it: more or less does not compile. */
const meanings: { [Name in keyof names]: Record<names[Name], true> } = {
  'directory:read': {
    ...{ 'users:read': true, 'groups:read': true, 'roles:read': true },
    ...{ 'organizations:read': true, 'explain:read': true },
  },
  'directory:write': {
    ...{ 'users:write': true, 'groups:write': true, 'roles:write': true },
    'organizations:write': true,
  },
};

/** What they may do at the admin API, which is the only one that the console's tokens are for. */
export const permissionsOf = ({ permissions }: SignedIn): ReadonlySet<string> =>
  new Set(
    Object.values(permissions)
      .flat()
      .flatMap((each) => [each, ...Object.keys(meanings[each as keyof names] ?? {})]),
  );

type Only<Need> = (Need extends unknown ? (each: Need) => void : never) extends (
  each: infer All,
) => void
  ? All
  : never;

/** Of several operations that need the same. */
export type Need<Operation extends keyof needs> = Only<needs[Operation]> & string;

/** For a table: what an operation needs. */
export const need = <Operation extends keyof needs>(it: Need<Operation>): string => it;

/** @param here what they may do at the place in question, which is at least what they may do everywhere */
export const isMet = (
  need: string,
  here: ReadonlySet<string>,
  everywhere: ReadonlySet<string>,
): boolean => {
  const [permission, place] = need.split(' ') as [string, string?];
  return (place ? here : everywhere).has(permission);
};

/**
 * Whether they may do this here: `useMay<'PUT /groups/{group}/roles/{role}'>('roles:write here')`. What the
 * operation needs is in its type, from the admin API's own table.
 */
export function useMay<Operation extends keyof needs>(need: Need<Operation>): boolean {
  const here = usePermissions();
  return isMet(need, here, permissionsOf(useAdministrator()));
}

/** Whether they may do something somewhere: for what leads to the views. */
export function useMayAnywhere() {
  const everywhere = permissionsOf(useAdministrator());
  const { data = [] } = useDelegated();
  const anywhere = new Set([...everywhere, ...data.flatMap(({ permissions }) => permissions)]);
  return {
    mayAnywhere: (need: string): boolean => isMet(need, anywhere, everywhere),
    mayEverywhere: (need: string): boolean => isMet(need, everywhere, everywhere),
  };
}

/** What is delegated to them beside that: on one group and what lies below it, or one organization. */
const delegatedQuery = queryOptions({
  queryKey: ['session', 'delegated'],
  queryFn: async () => bodyOf(await api.GET('/whoami')).delegated,
  staleTime: 60_000,
});

/** Who may write to the directory has no need of more. */
export const useDelegated = () => {
  const { data } = useQuery(sessionQuery);
  const hasAll = data?.signedIn && permissionsOf(data).has('directory:write');
  return useQuery({ ...delegatedQuery, enabled: data?.signedIn === true && !hasAll });
};

interface Place {
  type: 'group' | 'organization';
  /** It, and what it lies in. */
  names: readonly string[];
}

/** What a view is about: what is delegated there counts in it. */
export const Here = createContext<Place | null>(null);

/** What they may do here. */
export function usePermissions(): ReadonlySet<string> {
  const place = use(Here);
  const everywhere = permissionsOf(useAdministrator());
  const { data = [] } = useDelegated();
  if (!place) return everywhere;
  const there = data.filter(
    ({ type, identifier }) => type === place.type && place.names.includes(identifier),
  );
  return new Set([...everywhere, ...there.flatMap(({ permissions }) => permissions)]);
}

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
