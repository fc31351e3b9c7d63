/** What a provider says of a person, as far as it is kept. What it does not say is null. */
export interface ProviderProfile {
  name: string | null;
  /** BCP 47. */
  locale: string | null;
  /** Claims of OpenID Connect Core, section 5.1. */
  claims: Readonly<Record<string, string>>;
}
