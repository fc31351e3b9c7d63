import { cookieVariables, haproxyScript, variableOf } from './haproxy-script.ts';
import { pathRegex } from './path-regex.ts';
import { returnedNames } from './returned.ts';
import type { Location, ProxyPlan, Site, Target } from './sites.ts';
import type { Upstream } from './upstreams.ts';
import { commonNames, withheldNames, withheldPrefixes } from './withheld.ts';

/**
 * A configuration for HAProxy 2.6 and later, which has no `auth_request`: a Lua script asks over
 * `core.httpclient`. The script is in the same output, behind a line that says where it belongs.
 */
export const haproxy = (plan: ProxyPlan): string => `\
# HAProxy asks Sallyport about each request, and forwards what it allows with the JWT for the service. It has
# no auth_request of its own: the Lua script at the end of this file does it. Put it, from the line "-- sallyport.lua"
# on and without the "#" ahead, into /etc/haproxy/sallyport.lua. Add "ssl crt …" to the bind line, and set
# gateway.url to the https URL.
global
  lua-load /etc/haproxy/sallyport.lua

defaults
  mode http
  timeout connect 5s
  timeout client 300s
  timeout server 300s
  timeout http-request 15s

frontend sallyport
  bind :80
  # What callers write about themselves, under any spelling.
  http-request del-header ${[...new Set([...withheldNames, ...commonNames, ...described])].join('\n  http-request del-header ')}
  http-request del-header ${withheldPrefixes.join(' -m beg\n  http-request del-header ')} -m beg
  http-request del-header ^[^A-Za-z0-9-]|[^A-Za-z0-9-] -m reg
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Real-IP %[src]
  http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
  # Browsers ask without credentials what a page of another origin may do. The gateway answers, by the cors
  # of the route, or passes the question on.
  http-request set-var(txn.sallyport_preflight) bool(true) if { method OPTIONS } { req.hdr(origin) -m found } { req.hdr(access-control-request-method) -m found }
  # Without a port, and without the dot that ends a name: both lead here.
  http-request set-var(txn.sallyport_host) req.hdr(host),lower,regsub(:[0-9]*$,),regsub([.]$,)
${plan.sites.flatMap((site, place) => rulesOf(site, place, plan.publicHost)).join('\n')}
  http-request lua.sallyport_decide if { var(txn.sallyport_backend) -m found }
  http-request return status 401 content-type application/json lf-string "%[var(txn.sallyport_body)]" hdr WWW-Authenticate "%[var(txn.sallyport_challenge)]" hdr X-Request-Id "%[var(txn.sallyport_request_id)]" if { var(txn.sallyport_status) -m str 401 }
  http-request return status 403 content-type application/json lf-string "%[var(txn.sallyport_body)]" hdr X-Request-Id "%[var(txn.sallyport_request_id)]" if { var(txn.sallyport_status) -m str 403 }
  http-request return status 503 content-type application/json lf-string "%[var(txn.sallyport_body)]" hdr Retry-After 1 if { var(txn.sallyport_status) -m found } !{ var(txn.sallyport_status) -m str 200 }
  http-request set-header Authorization "%[var(txn.sallyport_authorization)]" if { var(txn.sallyport_backend) -m found }
  http-request set-header X-Request-Id "%[var(txn.sallyport_request_id)]" if { var(txn.sallyport_backend) -m found }
  http-request del-header Cookie if { var(txn.sallyport_backend) -m found } !{ var(txn.sallyport_cookie) -m found }
  http-request set-header Cookie "%[var(txn.sallyport_cookie)]" if { var(txn.sallyport_cookie) -m found }
  http-request set-header X-Forwarded-Host "%[var(txn.sallyport_public_host)]" if { var(txn.sallyport_public_host) -m found }
  http-response del-header access-control- -m beg if { var(txn.sallyport_cors) -m found }
${cookieVariables.map((one) => returned('add-header', 'Set-Cookie', one)).join('\n')}
${returnedNames(plan)
  .map((name) => returned(name === 'vary' ? 'add-header' : 'set-header', name, variableOf(name)))
  .join('\n')}
${rewritesOf(plan).join('\n')}
  use_backend %[var(txn.sallyport_backend)] if { var(txn.sallyport_backend) -m found }
  default_backend sallyport_gateway

# Everything that is no route: applications, /auth/, and the answer for unknown paths.
backend sallyport_gateway
  server gateway ${plan.gateway.host}:${plan.gateway.port}
${plan.upstreams.map(backend).join('')}
${haproxyScript(plan)
  .split('\n')
  .map((line) => `# ${line}`.trimEnd())
  .join('\n')}
`;

/** Of the other ways to describe a request to a decision endpoint. */
const described = [
  ...['x-forwarded-method', 'x-forwarded-uri', 'x-forwarded-host'],
  ...['x-original-method', 'x-original-uri'],
];

/** Of an answer of ours, too. */
const returned = (action: string, name: string, variable: string): string =>
  `  http-after-response ${action} ${name} "%[var(${variable})]" if { var(${variable}) -m found }`;

/** Where several servers do the same, each is told its own name, as `Host`. */
function backend({ name, host, tls, http2, servers }: Upstream): string {
  const lines = servers.map((one, index) => {
    const checked = tls
      ? ` ssl verify required verifyhost ${one.host} sni str(${one.host}) ca-file /etc/ssl/certs/ca-certificates.crt`
      : '';
    const weight = servers.length > 1 ? ` weight ${scaled(one.weight, servers)}` : '';
    const protocol = http2 ? (tls ? ' alpn h2' : ' proto h2') : '';
    return `  server server_${index + 1} ${one.host}:${one.port}${weight}${checked}${protocol}\n`;
  });
  const several = servers.length > 1 ? '  balance roundrobin\n  option redispatch\n' : '';
  return `\nbackend ${name}\n${several}  http-request set-header Host ${host}\n${http2 ? trailers : ''}${lines.join('')}`;
}

/** Services of gRPC ask for it. */
const trailers = '  http-request set-header TE trailers\n';

/** HAProxy knows 256 at most. */
const scaled = (weight: number, servers: Upstream['servers']): number => {
  const most = Math.max(...servers.map((one) => one.weight));
  return most <= 256 ? weight : Math.max(1, Math.round((weight * 256) / most));
};

function rulesOf({ host, locations }: Site, place: number, publicHost: string): string[] {
  const named = 'var(txn.sallyport_host)';
  const at =
    host === null
      ? ''
      : ` { ${named} -m ${host.startsWith('*.') ? `end ${host.slice(1)}` : `str ${host}`} }`;
  const unset =
    '!{ var(txn.sallyport_backend) -m found } !{ var(txn.sallyport_preflight) -m found }';
  return locations.flatMap(({ path, targets }: Location, index) =>
    targets.flatMap(({ methods, upstream, cors }: Target, number) => {
      const method = methods ? ` { method ${methods.join(' ')} }` : '';
      const found = `${unset}${at} { path,url_dec -i -m reg ${pathRegex(path, 'bytes')} }${method}`;
      const set = (name: string, value: string) =>
        `  http-request set-var(txn.sallyport_${name}) ${value} if ${found}`;
      return [
        `  # ${path}`,
        set('route', `str(r${place}_${index}_${number})`),
        set('public_host', host === null ? `str(${publicHost})` : 'req.hdr(host)'),
        ...(cors ? [set('cors', 'bool(true)')] : []),
        set('backend', `str(${upstream.name})`),
      ];
    }),
  );
}

const rewritesOf = ({ sites }: ProxyPlan): string[] =>
  sites.flatMap(({ locations }, place) =>
    locations.flatMap(({ targets }, index) =>
      targets.flatMap(({ rewrite }, number) =>
        rewrite
          ? [
              `  http-request replace-path ${rewrite.regex} ${rewrite.prefix}\\1 if { var(txn.sallyport_route) -m str r${place}_${index}_${number} }`,
            ]
          : [],
      ),
    ),
  );
