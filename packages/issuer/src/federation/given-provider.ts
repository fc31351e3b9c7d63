import { OAuthError } from '@sallyport/protocol/errors.ts';
import { type DeclaredProvider, declaredProvider, providerFields } from './provider-declaration.ts';
import { problemsOf } from './provider-references.ts';
import type { StoredProvider } from './providers.store.ts';

/** As the configuration file has it, but that `settings` holds what only some types have. */
export type GivenProvider = Readonly<Record<string, unknown>> & {
  id: string;
  settings?: Readonly<Record<string, unknown>> | undefined;
};

/**
 * By the rules of the file, so that either way makes the same providers.
 *
 * @param url of this issuer
 */
export function readGiven(
  { settings = {}, ...fields }: GivenProvider,
  url: string,
): DeclaredProvider {
  const misplaced = Object.keys(settings).find((name) => isOwnField(name));
  if (misplaced !== undefined) {
    throw new OAuthError('invalid_request', `settings.${misplaced}: give it beside settings.`);
  }
  const parsed = declaredProvider.safeParse({ ...settings, ...fields });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue!.path.length > 0 ? `${issue!.path.join('.')}: ` : '';
    throw new OAuthError('invalid_request', path + issue!.message);
  }
  const [problem] = problemsOf(parsed.data);
  if (problem) throw new OAuthError('invalid_request', `${problem.key}: ${problem.message}`);
  requireTls(parsed.data, url);
  return parsed.data;
}

const isOwnField = (name: string): boolean =>
  Object.hasOwn(providerFields, name) || ['type', 'client_secret', 'private_key'].includes(name);

/** Settings that say where a secret is sent. */
const destinations = ['issuer', 'url', 'token_endpoint'];

/**
 * Secrets are shown to no administrator, so none may have one sent to an address of their own.
 *
 * @throws OAuthError `invalid_request`
 */
export function requireSecretFor(
  { client_secret, private_key, ...provider }: DeclaredProvider,
  { settings }: StoredProvider,
  given: Readonly<Record<string, unknown>>,
): void {
  const moved = destinations.find((name) => provider[name] !== settings[name]);
  const isKept = given['client_secret'] === undefined && given['private_key'] === undefined;
  if (moved === undefined || !isKept || (client_secret ?? private_key) === undefined) return;
  const name = private_key === undefined ? 'client_secret' : 'private_key';
  const message = `${name}: give it with a new ${moved}. The one that is stored is sent to no other address.`;
  throw new OAuthError('invalid_request', message);
}

/**
 * What an issuer in production can reach in plain HTTP is its own machine, and the services there are not for
 * who writes providers: the test of one would tell what answers.
 *
 * @throws OAuthError `invalid_request`
 */
function requireTls(provider: DeclaredProvider, url: string): void {
  const isPlain = (value: unknown) => typeof value === 'string' && /^http:/i.test(value);
  const plain = Object.keys(provider).find((name) => !isOwnField(name) && isPlain(provider[name]));
  if (plain === undefined || isPlain(url)) return;
  const message = `${plain}: give an https URL. Only the configuration file may name this machine.`;
  throw new OAuthError('invalid_request', message);
}

/** Of plain OAuth 2.0, where nothing that the issuer signs or publishes shows that it is the one. */
export const borrowsIssuer = ({ issuer, settings }: Pick<StoredProvider, 'issuer' | 'settings'>) =>
  ['token_endpoint', 'userinfo_endpoint'].some((name) => {
    const endpoint = settings[name];
    return typeof endpoint === 'string' && new URL(endpoint).origin !== new URL(issuer).origin;
  });
