import type { Location, ProxyPlan, Site, Target } from './sites.ts';
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
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
${plan.sites.flatMap(({ host, locations }, place) => rulesOf({ host, locations }, place)).join('\n')}
  http-request lua.sallyport_decide if { var(txn.sallyport_backend) -m found }
  http-request return status 401 content-type application/json lf-string "%[var(txn.sallyport_body)]" hdr WWW-Authenticate "%[var(txn.sallyport_challenge)]" hdr X-Request-Id "%[var(txn.sallyport_request_id)]" if { var(txn.sallyport_status) -m str 401 }
  http-request return status 403 content-type application/json lf-string "%[var(txn.sallyport_body)]" hdr X-Request-Id "%[var(txn.sallyport_request_id)]" if { var(txn.sallyport_status) -m str 403 }
  http-request return status 503 content-type application/json lf-string "%[var(txn.sallyport_body)]" hdr Retry-After 1 if { var(txn.sallyport_status) -m found } !{ var(txn.sallyport_status) -m str 200 }
  http-request set-header Authorization "%[var(txn.sallyport_authorization)]" if { var(txn.sallyport_backend) -m found }
  http-request set-header X-Request-Id "%[var(txn.sallyport_request_id)]" if { var(txn.sallyport_backend) -m found }
  http-request del-header Cookie if { var(txn.sallyport_backend) -m found } !{ var(txn.sallyport_cookie) -m found }
  http-request set-header Cookie "%[var(txn.sallyport_cookie)]" if { var(txn.sallyport_cookie) -m found }
  http-response add-header Set-Cookie "%[var(txn.sallyport_set_cookie)]" if { var(txn.sallyport_set_cookie) -m found }
${rewritesOf(plan).join('\n')}
  use_backend %[var(txn.sallyport_backend)] if { var(txn.sallyport_backend) -m found }
  default_backend sallyport_gateway

# Everything that is no route: applications, /auth/, and the answer for unknown paths.
backend sallyport_gateway
  server gateway ${plan.gateway.host}:${plan.gateway.port}
${plan.upstreams.map((one) => `\nbackend ${one.name}\n  http-request set-header Host ${one.host}:${one.port}\n  server one ${one.host}:${one.port}${one.tls ? ' ssl verify required ca-file /etc/ssl/certs/ca-certificates.crt' : ''}\n`).join('')}
${script(plan)
  .split('\n')
  .map((line) => `# ${line}`.trimEnd())
  .join('\n')}
`;

/** Of the other ways to describe a request to a decision endpoint. */
const described = ['x-forwarded-method', 'x-forwarded-uri', 'x-original-method', 'x-original-uri'];

function rulesOf({ host, locations }: Site, place: number): string[] {
  const at =
    host === null
      ? ''
      : ` { req.hdr(host),field(1,:) -i ${host.startsWith('*.') ? `-m end ${host.slice(1)}` : host} }`;
  return locations.flatMap(({ path, regex, targets }: Location, index) =>
    targets.flatMap(({ methods, upstream }: Target, number) => {
      const method = methods ? ` { method ${methods.join(' ')} }` : '';
      const unset = '!{ var(txn.sallyport_backend) -m found }';
      const found = `${unset}${at} { path -i -m reg ${regex} }${method}`;
      return [
        `  # ${path}`,
        `  http-request set-var(txn.sallyport_route) str(r${place}_${index}_${number}) if ${found}`,
        `  http-request set-var(txn.sallyport_backend) str(${upstream.name}) if ${found}`,
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

/** Asks as Traefik does. A gateway that does not answer allows nothing. */
export const script = ({ decide }: ProxyPlan): string => `\
-- sallyport.lua
local function first(headers, name)
  local values = headers[name]
  return values and (values[0] or values[1]) or nil
end

core.register_action("sallyport_decide", { "http-req" }, function(txn)
  local headers = txn.http:req_get_headers()
  headers["content-length"] = nil
  headers["transfer-encoding"] = nil
  headers["connection"] = nil
  headers["upgrade"] = nil
  headers["expect"] = nil
  local host = first(headers, "host") or ""
  local flat = {}
  for name, values in pairs(headers) do
    flat[name] = {}
    for _, value in pairs(values) do table.insert(flat[name], value) end
  end
  flat["x-forwarded-method"] = { txn.sf:method() }
  flat["x-forwarded-uri"] = { txn.sf:pathq() }
  flat["x-forwarded-host"] = { host }
  local client = core.httpclient()
  local answer = client:get({
    url = "http://${decide.host}:${decide.port}/decide",
    headers = flat,
    timeout = 10000,
  })
  local status = answer and answer.status or 0
  txn:set_var("txn.sallyport_status", tostring(status))
  if not answer or status == 0 then
    txn:set_var("txn.sallyport_body", '{"error":"temporarily_unavailable"}')
    return
  end
  local function keep(variable, name)
    local value = answer.headers and answer.headers[name] and answer.headers[name][0]
    if value and value ~= "" then txn:set_var("txn.sallyport_" .. variable, value) end
  end
  txn:set_var("txn.sallyport_body", answer.body or "")
  keep("authorization", "authorization")
  keep("cookie", "cookie")
  keep("set_cookie", "set-cookie")
  keep("challenge", "www-authenticate")
  keep("request_id", "x-request-id")
end)`;
