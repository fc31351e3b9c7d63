/** What a person is building, and what follows from it for its client. */
export const kinds = {
  web: {
    type: 'web',
    grants: ['authorization_code', 'refresh_token'],
    party: 'first',
    hasRedirect: true,
  },
  native: {
    type: 'native',
    grants: ['authorization_code', 'refresh_token'],
    party: 'first',
    hasRedirect: true,
  },
  service: {
    type: 'service',
    grants: ['client_credentials'],
    party: 'first',
    hasRedirect: false,
  },
  partner: {
    type: 'web',
    grants: ['authorization_code', 'refresh_token'],
    party: 'third',
    hasRedirect: true,
  },
} as const;

export type Kind = keyof typeof kinds;

interface Answers {
  kind: Kind;
  id: string;
  name: string;
  /** Separated by spaces or lines. */
  redirects: string;
  apis: readonly string[];
}

/** The body that makes the client. */
export function clientOf({ kind, id, name, redirects, apis }: Answers) {
  const { type, grants, party, hasRedirect } = kinds[kind];
  return {
    ...{ id, name, type, party, grants: [...grants], apis: [...apis] },
    ...(hasRedirect && {
      redirect_uris: redirects.split(/\s+/).filter(Boolean),
      scopes: ['openid', 'profile', 'email'],
    }),
  };
}

interface Made {
  kind: Kind;
  issuer: string;
  id: string;
  secret: string | null;
  apis: readonly string[];
}

/** What works at once: a call for a service, the settings of an OpenID Connect library for what people sign in to. */
export function codeFor({ kind, issuer, id, secret, apis }: Made): string {
  if (kind === 'service') {
    const resource = apis[0] === undefined ? '' : ` \\\n  -d resource=${apis[0]}`;
    return `curl ${issuer}/token -u '${id}:${secret}' \\\n  -d grant_type=client_credentials${resource}`;
  }
  return [
    `OIDC_ISSUER=${issuer}`,
    `OIDC_CLIENT_ID=${id}`,
    ...(secret === null ? [] : [`OIDC_CLIENT_SECRET=${secret}`]),
    'OIDC_SCOPE="openid profile email"',
  ].join('\n');
}
