import type { IssuerSettings } from '../settings.ts';

/** Who asks for passkeys, as browsers check it (WebAuthn, level 3, section 5.1.3). */
export interface RelyingParty {
  /** The only origin that may ask: the issuer's. */
  origin: string;
  /** The host that passkeys are for. */
  id: string;
}

export function relyingPartyOf({ url }: Pick<IssuerSettings, 'url'>): RelyingParty {
  const { origin, hostname } = new URL(url);
  return { origin, id: hostname };
}
