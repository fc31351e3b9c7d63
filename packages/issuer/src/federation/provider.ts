import { routes } from '../routes.ts';
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

/** What its secret is encrypted under, beside the key. */
export const providerSecretLabel = (id: string): string => `provider ${id}`;

/** The redirect URI that is registered at the provider. */
export const callbackUrl = ({ id }: Pick<Provider, 'id'>, issuerUrl: string): string =>
  issuerUrl + routes.federationCallback(id);
