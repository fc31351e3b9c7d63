import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import type { Answers } from './answers.ts';

/** Secrets of a new configuration, each made for it. */
export interface NewSecrets {
  client: string;
  password: string;
}

/** The audience of the service's tokens, by which it knows that they are meant for it. */
export const apiOf = ({ url }: Answers): string => {
  const parsed = new URL(url);
  return isLoopback(parsed) ? 'https://api.example' : `https://api.${parsed.hostname}`;
};

export const issuerOf = ({ url }: Answers): string => {
  const parsed = new URL(url);
  return isLoopback(parsed) ? 'http://localhost:9000' : `${parsed.protocol}//id.${parsed.hostname}`;
};

/** A configuration to begin with: one service, its pages, one person who may do everything. */
export function configurationText(answers: Answers, { client, password }: NewSecrets): string {
  const { url, upstream } = answers;
  const parsed = new URL(url);
  const proxied = (port: string) => (isLoopback(parsed) ? '' : behindProxy(port));
  const api = apiOf(answers);
  return `# The configuration of Sallyport.
#   sallyport start                   runs it
#   sallyport validate sallyport.yaml checks this file
#   sallyport apply sallyport.yaml    changes a running system to what it says
#
# Secrets may be kept elsewhere: write \${NAME}, and the environment variable NAME is put in.

# Where browsers and clients find the issuer, which signs people in, and the gateway, which they send
# every request to. The issuer's URL is also what tokens name as \`iss\`: keep it.
issuer:
  url: ${issuerOf(answers)}
${proxied('9000')}gateway:
  url: ${url}
${proxied('8080')}
# An API is what a token is for. Its services compare the id with \`aud\`; it is a name, and need not
# be reachable. \`permissions\` are what callers can be allowed to do there, \`claims\` what its
# services learn about a person.
apis:
  - id: ${api}
    name: My API
    permissions: [items:read, items:write]
    claims: [name, email]

# A role is a set of permissions. \`administrator\` is built in.
roles:
  - { name: reader, permissions: [items:read] }
  - { name: editor, permissions: [items:read, items:write] }

users:
  - email: admin@example.com
    name: Admin
    password: "${password}"
    roles: [administrator, editor]

# The pages in the browser. The gateway keeps this secret, signs people in, and gives the browser a
# cookie: the pages hold no token.
clients:
  - id: web
    name: My application
    type: web
    secret: "${client}"
    grants: [authorization_code, refresh_token]
    redirect_uris: ["${url}/auth/callback"]
    post_logout_redirect_uris: ["${url}/"]
    scopes: [openid, profile, email]
    apis: [${api}]

applications:
  - host: "${parsed.host}"
    path: /
    client: web
    client_secret: "${client}"

# Which requests go to the service, and who may send them. It gets a JWT for its API in
# \`Authorization\`, at most a minute old.
routes:
  - path: /api/*
    methods: [GET]
    upstream: ${upstream}
    api: ${api}
    require: { permissions: [items:read] }
  - path: /api/*
    methods: [POST, PUT, PATCH, DELETE]
    upstream: ${upstream}
    api: ${api}
    require: { permissions: [items:write] }
  # Everything else is public: the pages themselves, their scripts and styles.
  - path: /*
    upstream: ${upstream}
    authenticate: none
`;
}

/** For a URL that another machine's browser uses: TLS ends at a proxy on this one. */
const behindProxy = (
  port: string,
): string => `  # A proxy on this machine terminates TLS and forwards to here.
  listen: 127.0.0.1:${port}
  trusted_proxies: [127.0.0.1]
`;
