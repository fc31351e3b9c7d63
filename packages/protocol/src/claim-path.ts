/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** Where in a token a claim is: the names of the objects on the way, then its own. */
export type ClaimPath = readonly string[];

/**
 * A path in its short form: `roles`, or with dots between the names, `realm_access.roles`. A name
 * that is a URL, `https://orders.example/roles`, is one name with all its dots. Null when a name is
 * empty.
 */
export function parseClaimPath(text: string): ClaimPath | null {
  const names = text.includes('://') ? [text] : text.split('.');
  return names.includes('') ? null : names;
}

/** Undefined where the token has no such claim. */
export function claimAt(claims: Claims, path: ClaimPath): unknown {
  let value: unknown = claims;
  for (const name of path) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/**
 * A claim as a list of names: an array, or one string with spaces between them, as `scope` is
 * everywhere. What is no name of letters and the like is left out.
 */
export function namesAt(claims: Claims, path: ClaimPath): string[] {
  const value = claimAt(claims, path);
  const names: unknown[] =
    typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return names.filter(isName);
}

/** Text that a log shows in one line and a database keeps, of at most 500 characters. */
export const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,500}$/u.test(value);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
