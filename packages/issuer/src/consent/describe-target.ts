/** Where an answer goes, for a person: the program that asks is known by nothing else. */
export function describeTarget(redirectUri: string): string {
  const { protocol, host, hostname } = new URL(redirectUri);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return `to the program on this device that opens ${protocol} addresses`;
  }
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  return isLoopback ? `to a program on this device, at ${host}` : `to ${host}`;
}
