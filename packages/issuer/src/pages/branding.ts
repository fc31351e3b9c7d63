/** A picture that is served by us, for light screens and for dark ones. */
export interface Logo {
  url: string;
  darkUrl: string | null;
}

/** What the foot of each page links, where the operator has such pages. */
export interface FootLinks {
  terms: string | null;
  privacy: string | null;
  imprint: string | null;
  support: string | null;
}

/** Whose pages these are, and what they look like, as far as the operator decides it. */
export interface Branding {
  /** Of the service, or of its application; null where it has none of its own. */
  name: string | null;
  logo: Logo | null;
  favicon: string | null;
  /** Addresses of style sheets, loaded after ours. */
  styles: readonly string[];
  links: FootLinks;
}

/** Where nothing was configured. */
export const ownBranding: Branding = {
  name: null,
  logo: null,
  favicon: null,
  styles: [],
  links: { terms: null, privacy: null, imprint: null, support: null },
};
