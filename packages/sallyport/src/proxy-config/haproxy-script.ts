import { returnedNames } from './returned.ts';
import type { ProxyPlan } from './sites.ts';

/** Where the script leaves a header of the gateway's answer. */
export const variableOf = (name: string): string => `txn.sallyport_${name.replaceAll('-', '_')}`;

/** A session takes three cookies at most. */
export const cookieVariables = [0, 1, 2].map((number) => `txn.sallyport_set_cookie_${number}`);

/** Asks as Traefik does. A gateway that does not answer allows nothing. */
export const haproxyScript = (plan: ProxyPlan): string => `\
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
    url = "http://${plan.decide.host}:${plan.decide.port}/decide",
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
  for number, value in pairs(answer.headers["set-cookie"] or {}) do
    txn:set_var("txn.sallyport_set_cookie_" .. number, value)
  end
${returnedNames(plan)
  .map((name) => `  keep("${name.replaceAll('-', '_')}", "${name}")\n`)
  .join('')}  keep("challenge", "www-authenticate")
  keep("request_id", "x-request-id")
end)`;
