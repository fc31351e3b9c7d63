import type { TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';

/** What each scope and each API lets an application do, a line each. */
export function wordsOfAccess(
  { t }: Pick<View, 't'>,
  {
    scope,
    apis,
  }: {
    scope: readonly string[];
    /** Their names. */
    apis: readonly string[];
  },
): string[] {
  const inWords = scope.filter((value) => Object.hasOwn(wordsOfScopes, value));
  const others = scope.filter((value) => !Object.hasOwn(wordsOfScopes, value));
  return [
    ...inWords.map((value) => t(wordsOfScopes[value]!)),
    ...apis.map((api) => t('consent.api', { api })),
    ...others.map((value) => t('consent.scope.other', { scope: value })),
  ];
}

/** OpenID Connect Core, sections 5.4 and 11. */
const wordsOfScopes: Readonly<Record<string, TextKey>> = {
  openid: 'consent.scope.openid',
  profile: 'consent.scope.profile',
  email: 'consent.scope.email',
  phone: 'consent.scope.phone',
  address: 'consent.scope.address',
  offline_access: 'consent.scope.offline_access',
};
