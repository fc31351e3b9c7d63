/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** Where a claim is in a token: the names of the objects around it, from the outside in, then its own. */
export type ClaimPath = readonly string[];

/**
 * Reads a path in its short form: `roles`, or with dots between the names, `realm_access.roles`. A
 * URL, `https://orders.example/roles`, is a single name with dots in it. Null when a name is empty.
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
 * A claim as a list of names: it may be an array, or one string with spaces between the names, like
 * `scope`. Entries that are not names (`isName`) are left out.
 */
export function namesAt(claims: Claims, path: ClaimPath): string[] {
  const value = claimAt(claims, path);
  const names: unknown[] =
    typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return names.filter(isName);
}

/** Text of at most 500 characters, without control characters: safe in a log and in the database. */
export const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,500}$/u.test(value);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
