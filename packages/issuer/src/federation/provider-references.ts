import { isForEs256 } from './private-key.ts';
import type { DeclaredProvider } from './provider-declaration.ts';
import { providerTypes } from './provider-types.ts';

interface Issue {
  path: (string | number)[];
  message: string;
}

/** What the keys of a provider say of one another. */
export const checkProviders = (providers: readonly DeclaredProvider[]): Issue[] =>
  providers.flatMap((provider, index) =>
    problemsOf(provider).map(({ key, message }) => ({ path: ['providers', index, key], message })),
  );

/** What is wrong with one, by the key that it is about. */
export function problemsOf({
  type,
  client_secret,
  private_key,
  auth_method,
  ...domains
}: DeclaredProvider) {
  const problems: { key: string; message: string }[] = [];
  const { required_for_domains: required, trusted_for_domains: trusted } = domains;
  for (const domain of required.filter((each) => !trusted.includes(each))) {
    problems.push({
      key: 'required_for_domains',
      message:
        `Put ${domain} into trusted_for_domains, too: people who have an account already could ` +
        'neither sign in to it with their password nor connect it with the provider.',
    });
  }
  const maySendNone = providerTypes[type].credential === null;
  if (maySendNone && (client_secret === undefined) !== (auth_method === 'none')) {
    problems.push({
      key: client_secret === undefined ? 'auth_method' : 'client_secret',
      message:
        client_secret === undefined
          ? 'Give the client_secret that the provider gave you, or set auth_method: none.'
          : 'Leave it out: with auth_method: none it is never sent.',
    });
  }
  if (private_key !== undefined && !isForEs256(private_key)) {
    problems.push({
      key: 'private_key',
      message:
        'Give the content of the file AuthKey_….p8, from -----BEGIN PRIVATE KEY----- to its last line.',
    });
  }
  return problems;
}
