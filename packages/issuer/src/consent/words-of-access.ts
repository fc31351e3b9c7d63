import type { GrantedDetail } from '../authorization-details/detail.ts';
import type { TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';
import type { Words } from '../pages/words.ts';
import type { OperatorsWords } from './words.service.ts';

/** What an application asks for, or has. */
export interface ShownAccess {
  scope: readonly string[];
  /** The names of the APIs. */
  apis: readonly Words[];
  details: readonly GrantedDetail[];
}

/** What each scope, each API and each detail lets an application do, a line each. */
export function wordsOfAccess(
  view: Pick<View, 't' | 'inWords'>,
  { scope, apis, details }: ShownAccess,
  words: OperatorsWords,
): string[] {
  const { t, inWords } = view;
  const own = new Map(words.scopes.map(({ name, text }) => [name, text]));
  const isKnown = (value: string) => Object.hasOwn(wordsOfScopes, value) || own.has(value);
  const wordsOf = (value: string) => {
    const text = own.get(value);
    return text === undefined ? t(wordsOfScopes[value]!) : inWords(text);
  };
  return [
    ...scope.filter(isKnown).map(wordsOf),
    ...details.flatMap((detail) => wordsOfDetail(view, detail, words)),
    ...apis.map((api) => t('consent.api', { api: inWords(api) })),
    ...scope
      .filter((value) => !isKnown(value))
      .map((value) => t('consent.scope.other', { scope: value })),
  ];
}

/** A line for each action; one that is not declared any more has no words. */
function wordsOfDetail(
  { t, inWords }: Pick<View, 't' | 'inWords'>,
  { type, identifier, actions }: GrantedDetail,
  { types }: OperatorsWords,
): string[] {
  const declared = types.find((one) => one.type === type)?.actions ?? [];
  return actions.map((action) => {
    const text = declared.find(({ name }) => name === action)?.text;
    return text === undefined
      ? t('consent.detail.other', { action, type, identifier })
      : inWords(text).replaceAll('{identifier}', () => identifier);
  });
}

/** OpenID Connect Core, sections 5.4 and 11. */
const wordsOfScopes: Readonly<Record<string, TextKey>> = {
  openid: 'consent.scope.openid',
  profile: 'consent.scope.profile',
  email: 'consent.scope.email',
  phone: 'consent.scope.phone',
  address: 'consent.scope.address',
  organization: 'consent.scope.organization',
  offline_access: 'consent.scope.offline_access',
};
