import { expect, test } from 'vitest';
import { reasonToWithhold } from './withheld-headers.ts';

/** As the documentation of each product writes them, where a service is to believe them. */
const products: Record<string, string[]> = {
  'CGI, Authelia': ['Remote-User', 'Remote-Groups', 'Remote-Name', 'Remote-Email'],
  Kubernetes: ['X-Remote-User', 'X-Remote-Group', 'X-Remote-Extra-Scopes'],
  'oauth2-proxy': [
    ...['X-Auth-Request-User', 'X-Auth-Request-Email', 'X-Auth-Request-Groups'],
    ...['X-Auth-Request-Access-Token', 'X-Forwarded-User', 'X-Forwarded-Email'],
    ...['X-Forwarded-Groups', 'X-Forwarded-Preferred-Username', 'X-Forwarded-Access-Token'],
  ],
  'Louketo, Gatekeeper': ['X-Auth-Subject', 'X-Auth-Userid', 'X-Auth-Username', 'X-Auth-Roles'],
  authentik: ['X-authentik-username', 'X-authentik-groups', 'X-authentik-jwt'],
  Pomerium: ['X-Pomerium-Jwt-Assertion', 'X-Pomerium-Claim-Email'],
  'Vouch, Grafana, Gitea': ['X-Vouch-User', 'X-WEBAUTH-USER', 'X-WEBAUTH-EMAIL'],
  Kong: [
    ...['X-Consumer-ID', 'X-Consumer-Username', 'X-Consumer-Custom-ID', 'X-Consumer-Groups'],
    ...['X-Credential-Identifier', 'X-Anonymous-Consumer', 'X-Authenticated-Userid'],
  ],
  APISIX: ['X-Userinfo', 'X-Access-Token', 'X-ID-Token', 'X-Refresh-Token'],
  Azure: [
    ...['X-MS-CLIENT-PRINCIPAL', 'X-MS-CLIENT-PRINCIPAL-ID', 'X-MS-CLIENT-PRINCIPAL-NAME'],
    ...['X-MS-TOKEN-AAD-ACCESS-TOKEN', 'X-ARR-ClientCert', 'X-Azure-ClientIP'],
  ],
  Google: [
    ...['X-Goog-Authenticated-User-Email', 'X-Goog-Authenticated-User-ID'],
    ...['X-Goog-IAP-JWT-Assertion', 'X-Apigateway-Api-Userinfo', 'X-Endpoint-API-UserInfo'],
    ...['X-Appengine-User-Email', 'X-Appengine-Cron'],
  ],
  AWS: [
    ...['X-Amzn-Oidc-Data', 'X-Amzn-Oidc-Identity', 'X-Amzn-Oidc-Accesstoken'],
    ...['X-Amzn-Mtls-Clientcert', 'X-Amzn-Mtls-Clientcert-Subject', 'X-Amzn-Request-Context'],
  ],
  Cloudflare: ['Cf-Access-Jwt-Assertion', 'Cf-Access-Authenticated-User-Email', 'CF-Connecting-IP'],
  'Tailscale, Teleport': ['Tailscale-User-Login', 'Tailscale-User-Name', 'Teleport-Jwt-Assertion'],
  'Snowflake, Replit': ['Sf-Context-Current-User', 'X-Replit-User-Id'],
  'modules of Apache': ['OIDC_CLAIM_email', 'OIDC_access_token', 'MELLON_uid', 'Shib-Session-ID'],
  'access managers': [
    'SM_USER',
    'SMUSER',
    'iv-user',
    'iv-groups',
    'OAM_REMOTE_USER',
    'Osso-User-Dn',
  ],
  WebLogic: ['WL-Proxy-Client-Cert', 'WL-Proxy-Client-IP', 'WL-Proxy-SSL'],
  WebSphere: ['$WSRU', '$WSCC'],
  'TLS in front': [
    ...['X-SSL-Client-Cert', 'X-SSL-Client-S-DN', 'X-SSL-Client-Verify', 'SSL-Client-Cert'],
    ...['SSL_CLIENT_S_DN', 'ssl-client-subject-dn', 'X-Client-Cert', 'X-Client-Certificate'],
    ...['Client-Cert', 'Client-Cert-Chain', 'X-Forwarded-Client-Cert', 'Cf-Client-Cert-Sha256'],
    ...['X-Forwarded-Tls-Client-Cert', 'X-TLS-Client-Subject', 'X-SSL-Cert'],
  ],
  'a product that is not listed': ['X-Acme-User', 'X-Acme-User-Id', 'X-Acme-Groups', 'Acme-Roles'],
};

test.each(Object.entries(products))('%s', (_, names) => {
  const passing = names.filter((name) => reasonToWithhold(name) === null);
  expect(passing).toEqual([]);
});

test('what services need and what says nothing of a person passes', () => {
  const ordinary = [
    ...['Accept', 'Accept-Language', 'Content-Type', 'Content-Length', 'Range', 'If-None-Match'],
    ...['Origin', 'Referer', 'User-Agent', 'X-User-Agent', 'X-Requested-With', 'X-CSRF-Token'],
    ...['X-XSRF-TOKEN', 'X-API-Key', 'Idempotency-Key', 'traceparent', 'tracestate', 'baggage'],
    ...['Sec-Fetch-Site', 'Sec-CH-UA', 'Via', 'DPoP', 'X-Amzn-Trace-Id', 'X-GitHub-Event'],
    ...['X-Hub-Signature-256', 'HX-Request', 'Access-Control-Request-Headers', 'Last-Event-ID'],
    ...['grpc-timeout', 'Connect-Protocol-Version', 'Apollo-Require-Preflight', 'From', 'Priority'],
  ];
  expect(ordinary.filter((name) => reasonToWithhold(name) !== null)).toEqual([]);
});
