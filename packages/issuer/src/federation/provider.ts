import { routes } from '../routes.ts';

/** An upstream provider, as the configuration declares it. */
export interface Provider {
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  /** Encrypted at rest. */
  clientSecret: Buffer;
  scopes: string[];
  defaultGroups: string[];
  /** Domains whose addresses it may vouch for, in ASCII. */
  trustedForDomains: string[];
}

/** What its secret is encrypted under, beside the key. */
export const providerSecretLabel = (id: string): string => `provider ${id}`;

/** The redirect URI that is registered at the provider. */
export const callbackUrl = ({ id }: Pick<Provider, 'id'>, issuerUrl: string): string =>
  issuerUrl + routes.federationCallback(id);
