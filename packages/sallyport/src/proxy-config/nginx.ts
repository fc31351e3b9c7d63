import { cacheZone, decisionLocation, noCache } from './nginx-decision.ts';
import type { Location, ProxyPlan, Site, Target, Upstream } from './sites.ts';
import { commonNames, withheldNames } from './withheld.ts';

/** A file for nginx's `conf.d`: each request is asked about with `auth_request`. */
export function nginx(plan: ProxyPlan): string {
  const maps: string[] = [];
  const servers = plan.sites.map((site) => server(site, plan, maps));
  return `# nginx asks Sallyport about each request (auth_request), and forwards what it allows with the JWT for
# the service. Put this file where nginx includes it inside http { }, for example in conf.d.
#
# Before services see TLS-terminated traffic: add "listen 443 ssl", ssl_certificate and
# ssl_certificate_key to each server, and set gateway.url to the https URL.
${plan.cache ? cacheZone : noCache}
upstream sallyport_decide { server ${at(plan.decide)}; keepalive 32; }
upstream sallyport_gateway { server ${at(plan.gateway)}; keepalive 32; }
${plan.upstreams.map((one) => `upstream ${one.name} { server ${at(one)}; keepalive 32; }`).join('\n')}

proxy_headers_hash_max_size 2048;
proxy_headers_hash_bucket_size 128;
map $http_upgrade $sallyport_connection { default upgrade; "" ""; }
# nginx takes the host of "GET http://a.example/" for its own choice and passes Host on: with two names
# in a request, the decision would be about another site than the one that gets it.
map "$host $http_host" $sallyport_two_hosts { default 1; "~*^(\\S+) \\1\\.?(:\\d+)?$" ""; }
${maps.join('')}
${servers.join('\n')}`;
}

const at = ({ host, port }: { host: string; port: number }): string =>
  host.includes(':') ? `[${host.replaceAll(/[[\]]/g, '')}]:${port}` : `${host}:${port}`;

function server({ host, locations }: Site, plan: ProxyPlan, maps: string[]): string {
  const name = host === null ? '_' : host;
  const listen = host === null ? '80 default_server' : '80';
  const forwardedHost = host === null ? plan.publicHost : '$http_host';
  return `server {
  listen ${listen};
  server_name ${name};
  # Names with underscores and dots are read as others by some services.
  underscores_in_headers off;
  ignore_invalid_headers on;
  # As the gateway, which bounds no body; services do.
  client_max_body_size 0;
  if ($sallyport_two_hosts) { return 400; }

${decisionLocation(plan)}
  location @sallyport_unavailable {
    default_type application/json;
    add_header Retry-After 1 always;
    return 503 '{"error":"temporarily_unavailable"}';
  }

${locations.map((location) => locationText(location, forwardedHost, maps)).join('\n')}
  # Everything else is the gateway's own: applications, /auth/, and its answer for unknown paths.
  location / {
    proxy_pass http://sallyport_gateway;
    proxy_http_version 1.1;
    proxy_set_header Connection $sallyport_connection;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_buffering off;
    proxy_request_buffering off;
  }
}
`;
}

function locationText(
  { path, regex, targets }: Location,
  forwardedHost: string,
  maps: string[],
): string {
  const { name, host } = passTo(targets, maps);
  const [{ upstream, rewrite }] = targets as [Target];
  const line = rewrite
    ? `    rewrite ${quote(rewrite.regex)} ${quote(`${rewrite.prefix}$1`)} break;\n`
    : '';
  return `  # ${path}
  location ~* ${quote(regex)} {
    auth_request /_sallyport/decide;
    auth_request_set $sallyport_authorization $upstream_http_authorization;
    auth_request_set $sallyport_cookie $upstream_http_cookie;
    auth_request_set $sallyport_set_cookie $upstream_http_set_cookie;
    auth_request_set $sallyport_request_id $upstream_http_x_request_id;
    auth_request_set $sallyport_retry_after $upstream_http_retry_after;
    add_header Set-Cookie $sallyport_set_cookie always;
    add_header Retry-After $sallyport_retry_after always;
    # The gateway allows nothing at the moment; auth_request makes it a 500.
    error_page 500 =503 @sallyport_unavailable;
${line}    proxy_pass ${upstream.tls ? 'https' : 'http'}://${name};
    proxy_http_version 1.1;
${upstream.tls ? verified(upstream) : ''}    proxy_set_header Connection $sallyport_connection;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Host ${host};
    proxy_set_header Authorization $sallyport_authorization;
    proxy_set_header Cookie $sallyport_cookie;
    proxy_set_header X-Request-Id $sallyport_request_id;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Host ${forwardedHost};
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header Proxy-Authorization "";
${[...new Set([...withheldNames, ...commonNames])]
  .filter((each) => !each.startsWith('x-forwarded-for'))
  .map((each) => `    proxy_set_header ${each} "";`)
  .join('\n')}
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_read_timeout 300s;
  }
`;
}

/** Without these, nginx would send JWTs to any server, and asks for the name of its own upstream block. */
const verified = ({ host }: Upstream): string => `\
    proxy_ssl_server_name on;
    proxy_ssl_name ${host};
    proxy_ssl_verify on;
    proxy_ssl_verify_depth 3;
    proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
`;

/** The upstream and its Host, by method where routes of one path differ in it. */
function passTo(targets: readonly Target[], maps: string[]): { name: string; host: string } {
  const [first] = targets as [Target];
  const names = new Set(targets.map(({ upstream }) => upstream.name));
  if (names.size === 1) return { name: first.upstream.name, host: hostOf(first.upstream) };
  const number = maps.length + 1;
  const byMethod = (variable: string, pick: (upstream: Upstream) => string): string => {
    const lines = targets.flatMap(({ methods, upstream }) =>
      (methods ?? ['default']).map((method) => `  ${method} ${pick(upstream)};`),
    );
    const hasDefault = targets.some(({ methods }) => methods === null);
    if (!hasDefault) lines.push(`  default ${pick(first.upstream)};`);
    maps.push(`map $request_method ${variable} {\n${lines.join('\n')}\n}\n`);
    return variable;
  };
  return {
    name: byMethod(`$sallyport_by_method_${number}`, ({ name }) => name),
    host: byMethod(`$sallyport_host_by_method_${number}`, hostOf),
  };
}

const hostOf = (upstream: Upstream): string =>
  upstream.port === (upstream.tls ? 443 : 80) ? upstream.host : at(upstream);

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
