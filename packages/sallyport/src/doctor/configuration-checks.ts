import { callbackUrl } from '@sallyport/issuer/federation/provider.ts';
import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import { parseListen } from '../config/address.ts';
import type { Configuration } from '../config/schema.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** What the file itself shows, without a look at anything that runs. */
export function checkConfiguration(configuration: Configuration): Finding[] {
  return [
    ...demoSecrets(configuration),
    ...redirectUris(configuration),
    ...redirectUrisAtProviders(configuration),
    ...wideProxies(configuration),
    ...openPorts(configuration),
    ...plainUpstreams(configuration),
  ];
}

/** Whether people elsewhere use it. */
export const isPublic = ({ issuer }: Pick<Configuration, 'issuer'>): boolean =>
  !isLoopback(new URL(issuer.url));

/** Those of the example shop, which everyone can read. */
const isDemo = (secret: unknown): boolean =>
  typeof secret === 'string' && /^(?:dev-secret-|correct horse )/.test(secret);

function demoSecrets(configuration: Configuration): Finding[] {
  const { clients, users, applications, providers } = configuration;
  const known = [
    ...clients.filter(({ secret }) => [secret].flat().some(isDemo)).map(({ id }) => `client ${id}`),
    ...users.filter(({ password }) => isDemo(password)).map(({ email }) => `user ${email}`),
    ...applications
      .filter(({ client_secret: secret }) => isDemo(secret))
      .map(({ host, path }) => `application ${host}${path}`),
    ...providers
      .filter((provider) => 'client_secret' in provider && isDemo(provider.client_secret))
      .map(({ id }) => `provider ${id}`),
  ];
  const about = 'Secrets of the example';
  if (known.length === 0) return [ok(about, 'None is in use.')];
  const found = `They are in use: ${known.join(', ')}.`;
  return isPublic(configuration)
    ? [problem(about, found, 'Replace them: anybody can read them in the example.')]
    : [
        warning(
          about,
          found,
          'On your own machine that is fine. Replace them before others use it.',
        ),
      ];
}

function redirectUris(configuration: Configuration): Finding[] {
  const about = 'Redirect URIs';
  const wrong = isPublic(configuration)
    ? configuration.clients.flatMap(({ id, type, redirect_uris: uris }) =>
        type === 'native'
          ? []
          : uris
              .filter((uri) => URL.canParse(uri) && isLoopback(new URL(uri)))
              .map((uri) => `${uri} of ${id}`),
      )
    : [];
  if (wrong.length === 0) return [ok(about, 'None leads further than it should.')];
  return [
    warning(
      about,
      `In a public deployment these lead to the person's own machine: ${wrong.join(', ')}.`,
      'Remove them, or give the development machine an issuer of its own: any program that listens there gets the codes.',
    ),
  ];
}

/** Providers that take no redirect URI over plain HTTP, or none on the person's own machine. */
const wantHttps = new Set<string>(['apple', 'slack']);

function redirectUrisAtProviders({ issuer, providers }: Configuration): Finding[] {
  const about = 'Redirect URIs at providers';
  const at = (provider: { id: string }) => `${provider.id}: ${callbackUrl(provider, issuer.url)}`;
  const refused = providers.filter(
    ({ type, url }) => wantHttps.has(type) && !isStandIn(url) && issuer.url.startsWith('http:'),
  );
  return [
    ...(providers.length > 0
      ? [ok(about, `Register them as they stand here. ${providers.map(at).join(', ')}.`)]
      : []),
    ...(refused.length > 0
      ? [
          warning(
            about,
            `These providers take none over plain HTTP: ${refused.map(({ id }) => id).join(', ')}.`,
            'Give the issuer a name with TLS (issuer.url) to try them out.',
          ),
        ]
      : []),
  ];
}

const isStandIn = (url: unknown): boolean => typeof url === 'string' && isLoopback(new URL(url));

function wideProxies({ issuer, gateway }: Configuration): Finding[] {
  const about = 'Trusted proxies';
  const wide = [
    ...issuer.trusted_proxies.map((network) => ({ network, key: 'issuer.trusted_proxies' })),
    ...gateway.trusted_proxies.map((network) => ({ network, key: 'gateway.trusted_proxies' })),
  ].filter(({ network }) => isWide(network));
  if (wide.length === 0) return [ok(about, 'None is wider than a private network.')];
  const names = wide.map(({ network, key }) => `${network} in ${key}`).join(', ');
  return [
    problem(
      about,
      `So many addresses are believed about who calls: ${names}.`,
      'Name the proxies themselves. Callers in these networks can take any address, and pass every limit per address.',
    ),
  ];
}

/** Wider than any of the private networks, 10.0.0.0/8 and fc00::/7. */
function isWide(network: string): boolean {
  const [address = '', bits] = network.split('/');
  if (bits === undefined) return false;
  return Number(bits) < (address.includes(':') ? 7 : 8);
}

function openPorts({ issuer, gateway, management, tls }: Configuration): Finding[] {
  const about = 'Ports for operators and proxies';
  const open: string[] = [];
  if (isOpen(gateway.decide_host)) open.push('the decision endpoint (gateway.decide_host)');
  const managed = management.listen === null ? null : parseListen(management.listen);
  if (managed && isOpen(managed.host)) open.push('the management port (management.listen)');
  const internal = parseListen(issuer.internal.listen);
  if (internal && isOpen(internal.host) && !tls.internal)
    open.push('the internal listener, without TLS of its own (issuer.internal.listen)');
  if (open.length === 0) return [ok(about, 'They listen for this machine only.')];
  return [
    warning(
      about,
      `Other machines can reach ${open.join(', ')}.`,
      'Make sure that a firewall or a network policy lets in only those that need it. The decision endpoint asks nobody for a credential.',
    ),
  ];
}

const isOpen = (host: string): boolean =>
  !isLoopback(new URL(`http://${host.includes(':') ? `[${host}]` : host}`));

function plainUpstreams({ routes }: Configuration): Finding[] {
  const about = 'Ways to services';
  const plain = routes
    .flatMap(({ upstream }) => [upstream].flat())
    .map((each) => (typeof each === 'string' ? each : each.url))
    .filter((url) => url.startsWith('http:') && !isLoopback(new URL(url)));
  if (plain.length === 0) return [ok(about, 'All are on this machine or reached over TLS.')];
  return [
    warning(
      about,
      `JWTs travel without TLS to ${[...new Set(plain)].join(', ')}.`,
      'Use https, or a network that encrypts (a service mesh, WireGuard). A JWT that is read there is good for one service and one minute.',
    ),
  ];
}
