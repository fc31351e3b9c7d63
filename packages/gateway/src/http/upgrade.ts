const ofHttp = /^[ \t]*(?:h2c|(?:http|tls)\/[\d.]+)?[ \t]*$/i;

/**
 * Whether a request asks to go on in a protocol that is not served. An offer of another HTTP or of TLS
 * need not be taken (RFC 9110, section 7.8). Anything else changes what the request means: forwarded
 * without it, it would be another request.
 *
 * @param upgrade the value of `Upgrade`
 */
export function refusesUpgrade(upgrade: string | undefined): boolean {
  if (upgrade === undefined) return false;
  return upgrade.split(',').some((protocol) => !ofHttp.test(protocol));
}
