import { stringify } from 'yaml';
import { pathRegex } from './path-regex.ts';
import { ofCors, returnedNames } from './returned.ts';
import type { Location, ProxyPlan, Target } from './sites.ts';
import type { Upstream } from './upstreams.ts';
import { commonNames, withheldNames } from './withheld.ts';

/** A bootstrap file for Envoy: each request is asked about with `ext_authz`, by gRPC where it is set up. */
export function envoy(plan: ProxyPlan): string {
  const comment = `# Envoy asks Sallyport about each request (ext_authz), and forwards what it allows with the JWT for the
# service. It compares paths as they were sent, so that each letter of a route is also looked for encoded (%6f).
# Add a transport_socket with your certificate to the listener, and set gateway.url to the https URL.
`;
  return comment + stringify(bootstrap(plan), { lineWidth: 0, aliasDuplicateObjects: false });
}

const typeOf = (name: string): string => `type.googleapis.com/envoy.${name}`;

const bootstrap = (plan: ProxyPlan): object => ({
  static_resources: {
    listeners: [
      {
        name: 'sallyport',
        address: addressOf('0.0.0.0', 80),
        filter_chains: [{ filters: [{ name: 'http', typed_config: manager(plan) }] }],
      },
    ],
    clusters: [
      cluster('sallyport_gateway', plan.gateway),
      plan.decideGrpc
        ? cluster('sallyport_decide', plan.decideGrpc, overHttp2)
        : cluster('sallyport_decide', plan.decide),
      ...plan.upstreams.map(clusterOf),
    ],
  },
});

const addressOf = (address: string, port_value: number) => ({
  socket_address: { address: address.replaceAll(/[[\]]/g, ''), port_value },
});

const manager = (plan: ProxyPlan): object => ({
  '@type': typeOf('extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
  stat_prefix: 'sallyport',
  use_remote_address: true,
  // As sent: the decision is about what the service gets.
  normalize_path: false,
  merge_slashes: false,
  path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
  common_http_protocol_options: { headers_with_underscores_action: 'DROP_HEADER' },
  upgrade_configs: [{ upgrade_type: 'websocket' }],
  route_config: {
    name: 'sallyport',
    virtual_hosts: hostsOf(plan),
    ignore_port_in_host_matching: true,
  },
  http_filters: [
    { name: 'envoy.filters.http.ext_authz', typed_config: authorization(plan) },
    {
      name: 'envoy.filters.http.router',
      typed_config: { '@type': typeOf('extensions.filters.http.router.v3.Router') },
    },
  ],
});

const authorization = (plan: ProxyPlan): object => ({
  '@type': typeOf('extensions.filters.http.ext_authz.v3.ExtAuthz'),
  transport_api_version: 'V3',
  failure_mode_allow: false,
  status_on_error: { code: 503 },
  ...(plan.decideGrpc
    ? { grpc_service: { envoy_grpc: { cluster_name: 'sallyport_decide' }, timeout: '10s' } }
    : { http_service: byHttp(plan), allowed_headers: exact(asked) }),
});

const exact = (names: readonly string[]): object => ({
  patterns: names.map((name) => ({ exact: name, ignore_case: true })),
});

/** What a decision depends on; Envoy itself sends method, path, host and Authorization. */
const asked = [
  ...['cookie', 'origin', 'sec-fetch-site', 'user-agent', 'x-forwarded-for', 'x-request-id'],
  ...['access-control-request-method', 'access-control-request-headers'],
];

const byHttp = (plan: ProxyPlan): object => ({
  server_uri: {
    uri: `http://${plan.decide.host}:${plan.decide.port}`,
    cluster: 'sallyport_decide',
    timeout: '10s',
  },
  path_prefix: '/ext_authz',
  authorization_response: {
    allowed_upstream_headers: exact(['authorization', 'cookie', 'x-request-id']),
    allowed_client_headers: exact([
      'www-authenticate',
      'content-type',
      ...['retry-after', 'set-cookie', 'x-request-id', ...returnedNames(plan)],
    ]),
    allowed_client_headers_on_success: exact(['set-cookie', ...returnedNames(plan)]),
  },
});

/** Envoy takes the exact names first, and wants one virtual host for each. */
const hostsOf = ({ sites, publicHost }: ProxyPlan): object[] =>
  sites.map(({ host, locations }) => ({
    name: host ?? 'any',
    // The dot that ends a name leads to the same site.
    domains: host === null ? ['*'] : [host, `${host}.`],
    request_headers_to_remove: [...new Set([...withheldNames, ...commonNames])].filter(
      (name) => name !== 'te',
    ),
    request_headers_to_add: [
      written('X-Forwarded-Host', host === null ? publicHost : '%REQ(:AUTHORITY)%'),
      written('X-Forwarded-For', '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%'),
      written('X-Real-IP', '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%'),
    ],
    routes: [preflight, ...locations.flatMap(routesOf), toGateway],
  }));

const written = (key: string, value: string): object => ({
  header: { key, value },
  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
});

/** What is not a route is the gateway's own, which needs no decision. */
const toGateway = {
  match: { prefix: '/' },
  route: { cluster: 'sallyport_gateway', timeout: '0s' },
  typed_per_filter_config: {
    'envoy.filters.http.ext_authz': {
      '@type': typeOf('extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute'),
      disabled: true,
    },
  },
};

/**
 * Browsers ask without credentials what a page of another origin may do. The gateway answers, by the cors
 * of the route, or passes the question on.
 */
const preflight = {
  ...toGateway,
  match: {
    prefix: '/',
    headers: [
      methodIs(['OPTIONS']),
      { name: 'origin', present_match: true },
      { name: 'access-control-request-method', present_match: true },
    ],
  },
};

const routesOf = ({ path, targets }: Location): object[] =>
  targets.map(({ methods, upstream, rewrite, cors }: Target) => ({
    match: {
      safe_regex: { regex: `(?i)${pathRegex(path, 'as_sent')}` },
      ...(methods && { headers: [methodIs(methods)] }),
    },
    route: {
      cluster: upstream.name,
      host_rewrite_literal: upstream.host,
      timeout: '0s',
      idle_timeout: '300s',
      ...(rewrite && {
        regex_rewrite: { pattern: { regex: rewrite.regex }, substitution: `${rewrite.prefix}\\1` },
      }),
    },
    // Services of gRPC ask for it; what the host removes would go after it was added.
    ...(upstream.http2
      ? { request_headers_to_add: [written('TE', 'trailers')] }
      : { request_headers_to_remove: ['te'] }),
    // The gateway says instead of the service which pages may read an answer.
    ...(cors && { response_headers_to_remove: ofCors.filter((name) => name !== 'vary') }),
  }));

function methodIs(methods: readonly string[]): object {
  return {
    name: ':method',
    string_match: { safe_regex: { regex: methods.join('|') } },
  };
}

/** Envoy itself would take IPv6 wherever a name has both, and not look for a service at the other. */
const byName = { type: 'STRICT_DNS', dns_lookup_family: 'V4_PREFERRED' };

/** Where several servers do the same, each has its share. */
const clusterOf = ({ name, servers, tls, http2 }: Upstream): object => ({
  name,
  ...byName,
  connect_timeout: '5s',
  load_assignment: {
    cluster_name: name,
    endpoints: [
      {
        lb_endpoints: servers.map(({ host, port, weight }) => ({
          endpoint: { address: addressOf(host, port) },
          ...(servers.length > 1 && { load_balancing_weight: weight }),
        })),
      },
    ],
  },
  ...(servers.length > 1 && { outlier_detection: {} }),
  ...(tls && tlsTo(servers[0]!.host, http2)),
  ...(http2 && overHttp2),
});

const cluster = (
  name: string,
  { host, port }: { host: string; port: number },
  more: object = {},
) => ({
  name,
  ...byName,
  connect_timeout: '5s',
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: addressOf(host, port) } }] }],
  },
  ...more,
});

const overHttp2 = {
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': typeOf('extensions.upstreams.http.v3.HttpProtocolOptions'),
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
};

const tlsTo = (sni: string, http2: boolean): object => ({
  transport_socket: {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': typeOf('extensions.transport_sockets.tls.v3.UpstreamTlsContext'),
      sni,
      common_tls_context: {
        ...(http2 && { alpn_protocols: ['h2'] }),
        validation_context: {
          trusted_ca: { filename: '/etc/ssl/certs/ca-certificates.crt' },
          match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: sni } }],
        },
      },
    },
  },
});
