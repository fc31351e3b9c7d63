import type { paths } from '../../api/schema.ts';

type Body = paths['/providers']['post']['requestBody']['content']['application/json'];

/** What each kind of provider is told by: the keys of the configuration file, of which those with ? may stay empty. */
export const settingsOf = {
  oidc: ['issuer'],
  oauth2: ['issuer', 'authorization_endpoint', 'token_endpoint', 'userinfo_endpoint'],
  google: ['hosted_domain?'],
  microsoft: ['tenant'],
  apple: ['team_id', 'key_id'],
  github: [],
  facebook: [],
  gitlab: ['url?'],
  linkedin: [],
  slack: ['team?'],
  discord: [],
  x: [],
  amazon: [],
} as const satisfies Record<Body['type'], readonly string[]>;

export type Kind = keyof typeof settingsOf;

export const kinds = Object.keys(settingsOf) as Kind[];

export interface Draft {
  id: string;
  type: Kind;
  name: string;
  client_id: string;
  secret: string;
  domains: string;
  trusted: string;
  settings: Record<string, unknown>;
}

/** Those that have to be filled in and are not. A secret that is stored already may be left out. */
export const lacks = (draft: Draft, isNew: boolean): boolean =>
  [
    draft.id,
    draft.client_id,
    ...(isNew ? [draft.secret] : []),
    ...(draft.type === 'oidc' || draft.type === 'oauth2' ? [draft.name] : []),
    ...settingsOf[draft.type]
      .filter((key) => !key.endsWith('?'))
      .map((key) => String(draft.settings[key] ?? '')),
  ].some((value) => value.trim() === '');

/** As the API takes it: what is empty is left to the rules of its kind. */
export function bodyOfDraft({ id: _, type, secret, domains, trusted, settings, ...draft }: Draft) {
  const filled = Object.entries(settings).filter(([, value]) => value !== '');
  return {
    client_id: draft.client_id.trim(),
    ...(draft.name.trim() !== '' && { name: draft.name.trim() }),
    ...(secret !== '' && { [type === 'apple' ? 'private_key' : 'client_secret']: secret }),
    ...{ domains: listOf(domains), trusted_for_domains: listOf(trusted) },
    settings: Object.fromEntries(filled),
  };
}

const listOf = (text: string): string[] => text.split(/[\s,]+/).filter((each) => each !== '');
