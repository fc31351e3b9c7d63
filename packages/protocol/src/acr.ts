/**
 * How sure it is who signed in (`acr`, OpenID Connect Core, section 2), each level including those
 * before it: `aal1` is one factor; `aal2` two factors, or a passkey whose device checked the person;
 * `phr` the same, with a passkey, which cannot be given to another site by mistake.
 */
export const acrValues = ['aal1', 'aal2', 'phr'] as const;

export type Acr = (typeof acrValues)[number];

export const isAcr = (value: string): value is Acr =>
  (acrValues as readonly string[]).includes(value);

/** Whether a level includes another one. */
export const reaches = (acr: Acr, demanded: Acr): boolean =>
  acrValues.indexOf(acr) >= acrValues.indexOf(demanded);

/** The strongest level of those that are given; `aal1` of none. */
export const strongest = (levels: readonly Acr[]): Acr =>
  levels.reduce((one, other) => (reaches(one, other) ? one : other), 'aal1');
