/** The gateway itself answers for these: no route opens them. */
export type FinalReason = 'hop_by_hop' | 'credentials' | 'replaced' | 'answered_here' | 'misread';

/** What a proxy in front of a service may say and a caller may not. A route may open them by name. */
export type OpenableReason = 'identity' | 'address' | 'override';

export const finalReasons: Readonly<Record<FinalReason, readonly string[]>> = {
  // Meant for one connection only (RFC 9110, section 7.6.1).
  hop_by_hop: [
    ...['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding'],
    ...['upgrade', 'http2-settings'],
  ],
  // The outside token does not work inside, and what a caller says to a proxy is for the proxy.
  credentials: ['authorization', 'proxy-authorization'],
  // Written anew, by what the gateway knows itself.
  replaced: [
    ...['cookie', 'host', 'x-request-id', 'x-real-ip', 'forwarded', 'x-forwarded'],
    ...['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-prefix'],
  ],
  // The gateway itself has sent the 100.
  answered_here: ['expect'],
  // CGI hands it to programs as HTTP_PROXY, which names their proxy (CVE-2016-5385).
  misread: ['proxy'],
};

export const openableReasons: Readonly<Record<OpenableReason, readonly string[]>> = {
  // Who calls, as products say it that authenticate in front of a service. A final `-` stands for any ending.
  identity: [
    // By convention: Authelia, Kubernetes, Grafana, Gitea, Envoy, Louketo, oauth2-proxy.
    ...['remote-', 'x-remote-', 'x-webauth-', 'x-auth-', 'x-authenticated-', 'x-jwt-'],
    // Authelia, authentik, Pomerium, Vouch, Teleport, Tailscale.
    ...['x-authelia-', 'x-authentik-', 'x-pomerium-', 'x-vouch-', 'teleport-', 'tailscale-'],
    // Kong, APISIX.
    ...['x-consumer-', 'x-credential-', 'x-anonymous-consumer', 'x-refresh-token'],
    // Azure, Google, AWS, Cloudflare, Snowflake, Replit, Vercel.
    ...['x-ms-client-principal', 'x-ms-client-principal-', 'x-ms-token-', 'x-goog-iap-'],
    ...['x-goog-authenticated-user-', 'x-apigateway-api-', 'x-endpoint-api-', 'x-appengine-'],
    ...['x-amzn-oidc-', 'x-amzn-request-context', 'x-amzn-lambda-context', 'cf-access-'],
    ...['sf-context-', 'x-replit-user-', 'x-vercel-'],
    // mod_auth_openidc, mod_mellon, Shibboleth, SiteMinder, IBM, Oracle, CAS, WebLogic.
    ...['oidc-', 'mellon-', 'shib-', 'sm-', 'smuser', 'iv-', 'oam-', 'osso-', 'cas-', 'wl-proxy-'],
  ],
  // Where the request comes from, in the words of content networks and load balancers.
  address: [
    ...[
      'x-forwarded-',
      'x-original-forwarded-for',
      'x-original-host',
      'x-host',
      'x-http-host-override',
    ],
    ...['x-client-ip', 'client-ip', 'x-cluster-client-ip', 'true-client-ip', 'proxy-client-ip'],
    ...['x-originating-ip', 'x-proxyuser-ip', 'x-source-ip', 'x-coming-from', 'cdn-src-ip'],
    ...['cf-connecting-ip', 'cf-connecting-ipv6', 'cf-pseudo-ipv4', 'cf-visitor', 'cf-ipcountry'],
    ...['fastly-client-ip', 'fly-client-ip', 'akamai-client-ip', 'ali-cdn-real-ip', 'x-azure-'],
    ...['x-sucuri-clientip', 'x-nf-client-connection-ip', 'cloudfront-viewer-', 'x-envoy-'],
    ...['front-end-https', 'x-scheme', 'x-url-scheme'],
  ],
  // Some frameworks let these change what a request is after the gateway has decided by it.
  override: [
    ...['x-http-method-override', 'x-http-method', 'x-method-override', 'x-original-method'],
    ...['x-original-url', 'x-original-uri', 'x-rewrite-url', 'x-rewrite-uri'],
    // Next.js (CVE-2025-29927) and Rack (CVE-2025-61780).
    ...['x-middleware-', 'x-invoke-', 'x-matched-path', 'x-now-route-matches'],
    ...['x-sendfile-type', 'x-accel-'],
  ],
};
