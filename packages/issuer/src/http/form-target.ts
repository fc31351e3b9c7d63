/**
 * What `form-action` has to allow so that a form's answer may lead to this URI: browsers apply it
 * to the whole chain of redirects.
 */
export function formTarget(uri: string): string {
  const { protocol, hostname, origin } = new URL(uri);
  if (protocol !== 'https:' && protocol !== 'http:') return protocol;
  // A host-source has no form for an IPv6 address (CSP 3, section 2.3.1), and browsers pass over
  // one that has: a native app on [::1] would never get its answer. The scheme alone lets a form
  // lead anywhere, which counts for little on pages that nothing can put a form into.
  return hostname.startsWith('[') ? protocol : origin;
}
