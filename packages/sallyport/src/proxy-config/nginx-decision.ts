import type { ProxyPlan } from './sites.ts';

/** How nginx asks about a request, and how it keeps the answer. */
export const decisionLocation = ({ cache }: ProxyPlan): string => `\
  location = /_sallyport/decide {
    internal;
    proxy_pass http://sallyport_decide/decide;
    proxy_http_version 1.1;
    proxy_pass_request_body off;
    proxy_buffering on;
    # A JWT and the cookies of a session that was refreshed.
    proxy_buffer_size 32k;
    proxy_buffers 2 32k;
    proxy_busy_buffers_size 32k;
    proxy_set_header Connection "";
    proxy_set_header Content-Length "";
    proxy_set_header Transfer-Encoding "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Original-Method $request_method;
    proxy_set_header X-Original-URI $request_uri;
    proxy_set_header X-Original-URL "";
    proxy_set_header X-Forwarded-Method "";
    proxy_set_header X-Forwarded-Uri "";
    proxy_set_header X-Forwarded-For $remote_addr;
${cache ? keep : ''}  }
`;

export const noCache = `#
# Each request is asked about. With gateway.decide_cache, nginx keeps a decision for a second.
`;

export const cacheZone = `#
# nginx keeps a decision for one second (it counts whole seconds, so that it can be two). The gateway waits
# for that time before it acknowledges a change, so that whatever takes a permission away still
# returns only after no request is let through by it; it takes up to two and a half seconds longer.
proxy_cache_path /var/cache/nginx/sallyport levels=1:2 keys_zone=sallyport:10m max_size=64m
                 inactive=10s use_temp_path=off;
# Kept seconds count from when nginx read the answer. One that was on its way for too long is used once.
map $upstream_header_time $sallyport_late { default 1; "~^0\\.[0-4]\\d*$" ""; }
`;

/** What a decision depends on. No header holds the line feeds between them. */
const key = [
  ...['$http_authorization', '$http_cookie', '$request_method', '$scheme', '$http_host'],
  ...[
    '$request_uri',
    '$http_origin',
    '$http_sec_fetch_site',
    '$http_access_control_request_method',
  ],
  '$http_sec_websocket_version',
].join('\\n');

/**
 * All that bears on the cache is said here: nothing of it is inherited from what stands outside for
 * other sites.
 */
const keep = `\
    proxy_cache sallyport;
    proxy_cache_key "${key}";
    proxy_cache_min_uses 1;
    proxy_cache_use_stale off;
    proxy_cache_background_update off;
    proxy_cache_lock off;
    proxy_cache_bypass "";
    proxy_no_cache $sallyport_late;
    # Only what the gateway marks (X-Accel-Expires) is kept: never a refusal, nor an answer with Set-Cookie.
    # Before 1.23, nginx would not keep what also has "Cache-Control: no-store".
    proxy_ignore_headers Cache-Control Expires;
    proxy_cache_valid any 0;
    # Without it, each request opens and closes a file.
    open_file_cache max=10000 inactive=10s;
    open_file_cache_valid 10s;
    open_file_cache_min_uses 1;
    open_file_cache_errors off;
`;
