/**
 * Where a page may ask to be returned to: a path of its own origin, with query and fragment. Null
 * for anything that a browser could read as another origin (`//evil.example`, `/\evil.example`).
 */
export function safeReturnTo(returnTo: string): string | null {
  if (returnTo.length > 1024 || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(returnTo)) return null;
  return new URL(returnTo, 'http://origin.invalid').origin === 'http://origin.invalid'
    ? returnTo
    : null;
}

/**
 * The same place, told that signing in failed. In the fragment, because that reaches no server and
 * no log.
 */
export function withAuthError(returnTo: string, error: string): string {
  const [place = '/'] = returnTo.split('#', 1);
  return `${place}#auth_error=${encodeURIComponent(error)}`;
}
