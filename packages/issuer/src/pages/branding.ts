/** Whose pages these are, and what they look like, as far as the operator decides it. */
export interface Branding {
  /** Of the service; null where it has none of its own. */
  name: string | null;
}

/** Where nothing was configured. */
export const ownBranding: Branding = { name: null };
