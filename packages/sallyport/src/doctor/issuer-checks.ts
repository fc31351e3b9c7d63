import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import { type Asked, askServer, daysOfCertificate } from './ask-server.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** What clients and services see of an issuer from where this runs. */
export async function checkIssuer(issuer: string): Promise<Finding[]> {
  const about = 'Issuer';
  const url = `${issuer}/.well-known/openid-configuration`;
  let asked: Asked;
  try {
    asked = await askServer(url);
  } catch (error) {
    return [problem(about, `${url} cannot be read: ${messageOf(error)}.`, reachable)];
  }
  const metadata = asked.json as { issuer?: unknown; jwks_uri?: unknown } | null;
  if (asked.status !== 200 || metadata === null) {
    return [
      problem(about, `${url} answers ${asked.status} and no metadata.`, 'See what answers there.'),
    ];
  }
  return [
    metadata.issuer === issuer
      ? ok(about, `It answers at ${issuer}.`)
      : problem(
          about,
          `What answers at ${issuer} calls itself ${JSON.stringify(metadata.issuer)}.`,
          'Clients and services compare the two and refuse every token. Set issuer.url to what they use.',
        ),
    ...(await checkKeys(metadata.jwks_uri)),
    checkClock('Clock of the issuer', asked.ahead),
    ...(await checkTransport('TLS of the issuer', issuer, asked)),
  ];
}

async function checkKeys(jwksUri: unknown): Promise<Finding[]> {
  const about = 'Keys of the issuer';
  if (typeof jwksUri !== 'string') {
    return [problem(about, 'The metadata names no jwks_uri.', 'See what answers there.')];
  }
  try {
    const { status, json } = await askServer(jwksUri);
    const { keys } = Object(json) as { keys?: unknown };
    return Array.isArray(keys) && keys.length > 0
      ? [ok(about, `${keys.length} at ${jwksUri}.`)]
      : [problem(about, `${jwksUri} answers ${status} and no keys.`, 'See what answers there.')];
  } catch (error) {
    return [problem(about, `${jwksUri} cannot be read: ${messageOf(error)}.`, reachable)];
  }
}

/** Services allow five seconds between their clock and the issuer's. */
export function checkClock(about: string, ahead: number | null): Finding {
  if (ahead === null) return ok(about, 'It does not tell its time.');
  const seconds = Math.abs(ahead) / 1_000;
  if (seconds < 1) return ok(about, 'It agrees with that of this machine, as far as can be seen.');
  const found = `It is ${seconds.toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'} that of this machine.`;
  const advice =
    'Let both be set by NTP: services refuse tokens when clocks differ by more than 5 s.';
  return seconds > 4 ? problem(about, found, advice) : warning(about, found, advice);
}

/** The certificate and `Strict-Transport-Security` of a server. */
export async function checkTransport(
  about: string,
  url: string,
  { headers }: Pick<Asked, 'headers'>,
): Promise<Finding[]> {
  if (url.startsWith('http:')) {
    return isLoopback(new URL(url))
      ? [ok(about, 'None, which is fine on this machine alone.')]
      : [problem(about, 'None: tokens and passwords can be read.', 'Use https.')];
  }
  const days = await daysOfCertificate(url).then(Math.floor, messageOf);
  return [
    typeof days === 'string'
      ? problem(about, `The certificate cannot be seen: ${days}.`, reachable)
      : days < 14
        ? warning(about, `The certificate ends in ${days} days.`, 'Renew it.')
        : ok(about, `The certificate is good for ${days} days.`),
    headers.has('strict-transport-security')
      ? ok(about, 'Browsers are told to come over TLS only.')
      : warning(
          about,
          'Browsers are not told to come over TLS only (Strict-Transport-Security).',
          'Let the proxy in front set it; Sallyport does where it terminates TLS itself.',
        ),
  ];
}

const reachable =
  'Check its name, its port and the firewall from this machine: services and clients need both this and the keys.';

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
