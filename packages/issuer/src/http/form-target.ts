/**
 * What `form-action` has to allow so that a form's answer may lead to this URI: browsers apply it
 * to the whole chain of redirects.
 */
export function formTarget(uri: string): string {
  const { protocol, hostname, origin } = new URL(uri);
  if (protocol !== 'https:' && protocol !== 'http:') return protocol;
  // A host-source cannot be an IPv6 address (CSP 3, section 2.3.1), and browsers ignore one that is
  // (w3c/webappsec-csp#224): a native app on [::1] would never get its answer. The scheme alone allows
  // a form to lead anywhere, which matters little on pages into which no form can be injected.
  return hostname.startsWith('[') ? protocol : origin;
}
