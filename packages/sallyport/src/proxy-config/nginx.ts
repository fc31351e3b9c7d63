import { StartupError } from '../startup-error.ts';
import { cacheZone, decisionLocation, noCache } from './nginx-decision.ts';
import { locationText, NginxMaps } from './nginx-location.ts';
import { numberedCookies, returnedNames } from './returned.ts';
import type { ProxyPlan, Site } from './sites.ts';
import type { Upstream } from './upstreams.ts';
import { commonNames, withheldNames } from './withheld.ts';

/** A file for nginx's `conf.d`: each request is asked about with `auth_request`. */
export function nginx(plan: ProxyPlan): string {
  refuseHttp2(plan);
  const maps = new NginxMaps();
  const servers = plan.sites.map((site) => server(site, plan, maps));
  return `# nginx asks Sallyport about each request (auth_request), and forwards what it allows with the JWT for
# the service. Put this file where nginx includes it inside http { }, for example in conf.d.
#
# Before services see TLS-terminated traffic: add "listen 443 ssl", ssl_certificate and
# ssl_certificate_key to each server, and set gateway.url to the https URL.
${plan.cache ? cacheZone : noCache}
upstream sallyport_decide { server ${at(plan.decide)}; keepalive 32; }
upstream sallyport_gateway { server ${at(plan.gateway)}; keepalive 32; }
${plan.upstreams.map(upstreamText).join('\n')}

proxy_headers_hash_max_size 2048;
proxy_headers_hash_bucket_size 128;
map $http_upgrade $sallyport_connection { default upgrade; "" ""; }
# nginx takes the host of "GET http://a.example/" for its own choice and passes Host on: with two names
# in a request, the decision would be about another site than the one that gets it.
map "$host $http_host" $sallyport_two_hosts { default 1; "~*^(\\S+) \\1\\.?(:\\d+)?$" ""; }
# Browsers ask without credentials what a page of another origin may do. The gateway answers, by the cors of the
# route, or passes the question on.
map "$request_method $http_origin $http_access_control_request_method" $sallyport_preflight {
  default "";
  "~^OPTIONS \\S.* \\S+$" 1;
}
# A refusal has no numbered cookies, and nginx reads the first of it.
map $sallyport_set_cookie_1 $sallyport_refused_cookie { default ""; "" $sallyport_set_cookie; }
${maps.text}
${servers.join('\n')}`;
}

/** It has `grpc_pass` for calls of gRPC alone, and no HTTP/2 to upstreams else. */
function refuseHttp2({ sites }: ProxyPlan): void {
  for (const { path, targets } of sites.flatMap(({ locations }) => locations)) {
    if (!targets.some(({ upstream }) => upstream.http2)) continue;
    throw new StartupError(
      `The route ${path} has upstream_protocol: http2, which nginx cannot speak to upstreams. Let nginx send this path to the gateway, or take another proxy.`,
    );
  }
}

const at = ({ host, port }: { host: string; port: number }): string =>
  host.includes(':') ? `[${host.replaceAll(/[[\]]/g, '')}]:${port}` : `${host}:${port}`;

function upstreamText({ name, servers }: Upstream): string {
  const lines = servers.map((one) =>
    servers.length > 1 ? `server ${at(one)} weight=${one.weight};` : `server ${at(one)};`,
  );
  return `upstream ${name} { ${lines.join(' ')} keepalive 32; }`;
}

function server({ host, locations }: Site, plan: ProxyPlan, maps: NginxMaps): string {
  const name = host === null ? '_' : host;
  const listen = host === null ? '80 default_server' : '80';
  const forwardedHost = host === null ? plan.publicHost : '$http_host';
  const returned = returnedNames(plan);
  return `server {
  listen ${listen};
  server_name ${name};
  # Names with underscores and dots are read as others by some services.
  underscores_in_headers off;
  ignore_invalid_headers on;
  # As the gateway, which bounds no body; services do.
  client_max_body_size 0;
  if ($sallyport_two_hosts) { return 400; }
  error_page 418 = @sallyport_gateway;
  if ($sallyport_preflight) { return 418; }

${decisionLocation(plan)}
  location @sallyport_unavailable {
    auth_request off;
    default_type application/json;
    add_header Retry-After 1 always;
    return 503 '{"error":"temporarily_unavailable"}';
  }

  # Of all that is forwarded, in every location below.
  auth_request /_sallyport/decide;
  auth_request_set $sallyport_authorization $upstream_http_authorization;
  auth_request_set $sallyport_cookie $upstream_http_cookie;
  auth_request_set $sallyport_set_cookie $upstream_http_set_cookie;
  auth_request_set $sallyport_request_id $upstream_http_x_request_id;
  auth_request_set $sallyport_retry_after $upstream_http_retry_after;
${[...numberedCookies, ...returned].map((one) => `  auth_request_set ${variableOf(one)} $upstream_http_${one.replaceAll('-', '_')};\n`).join('')}\
  add_header Set-Cookie $sallyport_refused_cookie always;
${numberedCookies.map((one) => `  add_header Set-Cookie ${variableOf(one)} always;\n`).join('')}\
  add_header Retry-After $sallyport_retry_after always;
${returned.map((one) => `  add_header ${one} ${variableOf(one)} always;\n`).join('')}\
  proxy_http_version 1.1;
  proxy_buffering off;
  proxy_request_buffering off;
  proxy_read_timeout 300s;
  proxy_set_header Connection $sallyport_connection;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Host $sallyport_host;
  proxy_set_header Authorization $sallyport_authorization;
  proxy_set_header Cookie $sallyport_cookie;
  proxy_set_header X-Request-Id $sallyport_request_id;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Host ${forwardedHost};
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Real-IP $remote_addr;
  # For the gateway only, or not for services to believe of callers. These lines cost no time.
${[...new Set([...withheldNames, ...commonNames])]
  .map((each) => `  proxy_set_header ${each} "";`)
  .join('\n')}

${locations.map((location) => locationText(location, maps)).join('\n')}
  # Everything else is the gateway's own: applications, /auth/, and its answer for unknown paths.
  location / { ${toGateway} }
  location @sallyport_gateway { ${toGateway} }
}
`;
}

const variableOf = (name: string): string =>
  `$sallyport_${name.replace(/^sallyport-/, '').replaceAll('-', '_')}`;

const toGateway = `
    auth_request off;
    proxy_pass http://sallyport_gateway;
    proxy_set_header Connection $sallyport_connection;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
 `;
