/** What a person is building, and what follows from it for its client. */
const people = { grants: ['authorization_code', 'refresh_token'], party: 'first' } as const;

export const kinds = {
  // The gateway reads its applications from the file, and their clients with them.
  page: null,
  web: { ...people, type: 'web', redirect: 'https://app.example/callback' },
  native: { ...people, type: 'native', redirect: 'http://127.0.0.1/callback' },
  device: {
    type: 'native',
    grants: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    party: 'first',
    redirect: null,
  },
  service: { type: 'service', grants: ['client_credentials'], party: 'first', redirect: null },
  // The client is the program that calls the server.
  mcp: { ...people, type: 'native', redirect: 'http://127.0.0.1/callback' },
  partner: { ...people, type: 'web', party: 'third', redirect: 'https://app.example/callback' },
} as const;

export type Kind = keyof typeof kinds;

export const redirectsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

interface Answers {
  kind: Exclude<Kind, 'page'>;
  id: string;
  name: string;
  /** Separated by spaces or lines. */
  redirects: string;
  apis: readonly string[];
}

/** The body that makes the client. */
export function clientOf({ kind, id, name, redirects, apis }: Answers) {
  const { type, grants, party, redirect } = kinds[kind];
  return {
    ...{ id, name, type, party, grants: [...grants], apis: [...apis] },
    ...(redirect !== null && { redirect_uris: redirectsOf(redirects) }),
    ...(kind !== 'service' && { scopes: ['openid', 'profile', 'email', 'offline_access'] }),
  };
}
