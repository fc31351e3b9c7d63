import { routes } from '../routes.ts';
import { sha256 } from '../runtime/sha256.ts';
import { commonSettings } from './provider-settings.ts';
import type { ProviderTypeName } from './provider-types.ts';

/** An upstream provider, as the configuration declares it. */
export interface Provider {
  id: string;
  type: ProviderTypeName;
  name: string;
  /** What its people are known under, together with their subject. */
  issuer: string;
  clientId: string;
  /** Its secret or private key, encrypted at rest; empty where it takes none. */
  clientSecret: Buffer;
  scopes: string[];
  defaultGroups: string[];
  /** Domains whose addresses it may vouch for, in ASCII. */
  trustedForDomains: string[];
  /** The keys that have no column. Read by `readSettings`. */
  settings: Record<string, unknown>;
}

/**
 * Where its people are sent and as which client, in short: two that are the same in this take each other's
 * codes. What a code is exchanged with, and what is made of the answer, can change while a person is there.
 */
export function placeOf({ type, issuer, clientId, settings }: Provider): string {
  const own = Object.entries(settings).filter(([name]) => !(name in commonSettings));
  return sha256(JSON.stringify([type, issuer, clientId, own])).toString('base64url');
}

/** What its secret is encrypted under, beside the key. */
export const providerSecretLabel = (id: string): string => `provider ${id}`;

/** The redirect URI that is registered at the provider. */
export const callbackUrl = ({ id }: Pick<Provider, 'id'>, issuerUrl: string): string =>
  issuerUrl + routes.federationCallback(id);
