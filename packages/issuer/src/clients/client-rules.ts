import type { z } from 'zod';
import { signsPeopleIn, tokenExchangeGrant } from './grant-types.ts';

interface Client {
  type: 'web' | 'native' | 'spa' | 'service';
  auth_method: 'client_secret_basic' | 'client_secret_post' | 'none';
  pkce: 'required' | 'optional';
  secret?: string | string[] | undefined;
  redirect_uris: string[];
  party: 'first' | 'third';
  grants: string[];
  serves: string[];
  roles: string[];
}

interface Rule {
  /** The key that the message is about. */
  at: keyof Client;
  breaks(client: Client): boolean;
  message: string;
}

/** What the keys of one client say of one another. */
const rules: readonly Rule[] = [
  {
    at: 'auth_method',
    breaks: ({ type, auth_method }) =>
      (type === 'spa' || type === 'native') && auth_method !== 'none',
    message: 'A client of this type cannot keep a secret: use none.',
  },
  {
    at: 'auth_method',
    breaks: ({ type, auth_method }) => type === 'service' && auth_method === 'none',
    message: 'A service acts by itself and must authenticate: use client_secret_basic.',
  },
  {
    at: 'secret',
    breaks: ({ auth_method, secret }) => auth_method !== 'none' && secret === undefined,
    message: 'This client authenticates with a secret: give one of 32 characters or more.',
  },
  {
    at: 'secret',
    breaks: ({ auth_method, secret }) => auth_method === 'none' && secret !== undefined,
    message: 'A client with auth_method none has no secret: leave it out.',
  },
  {
    at: 'secret',
    breaks: ({ secret }) => Array.isArray(secret) && (secret.length < 1 || secret.length > 2),
    message: 'Give one secret, or two while one replaces the other.',
  },
  {
    // RFC 9700, section 2.1.1: a public client must use PKCE.
    at: 'pkce',
    breaks: ({ auth_method, pkce }) => auth_method === 'none' && pkce === 'optional',
    message: 'Only a client with a secret may leave PKCE out.',
  },
  {
    at: 'redirect_uris',
    breaks: ({ grants, redirect_uris }) =>
      grants.includes('authorization_code') && redirect_uris.length === 0,
    message: 'The grant authorization_code needs at least one redirect URI.',
  },
  {
    at: 'redirect_uris',
    breaks: ({ grants, redirect_uris }) =>
      redirect_uris.length > 0 && !grants.includes('authorization_code'),
    message: 'Redirect URIs need the grant authorization_code: add it.',
  },
  {
    at: 'grants',
    breaks: ({ grants }) => grants.includes('refresh_token') && !signsPeopleIn(grants),
    message:
      'Refresh tokens need the grant authorization_code, or that of devices: add one of them.',
  },
  {
    // RFC 6749, section 4.4: confidential clients only.
    at: 'grants',
    breaks: ({ grants, auth_method }) =>
      grants.includes('client_credentials') && auth_method === 'none',
    message: 'The grant client_credentials is for clients with a secret.',
  },
  {
    // The token that it exchanges was made for an API that it serves.
    at: 'grants',
    breaks: ({ grants, serves }) => grants.includes(tokenExchangeGrant) && serves.length === 0,
    message: `The grant ${tokenExchangeGrant} is for services: list the APIs that this client serves under serves.`,
  },
  {
    at: 'party',
    breaks: ({ party, grants }) => party === 'third' && !signsPeopleIn(grants),
    message:
      'People are asked where they sign in: this needs the grant authorization_code, or that of devices.',
  },
  {
    at: 'roles',
    breaks: ({ roles, auth_method }) => roles.length > 0 && auth_method === 'none',
    message: 'A client without a secret cannot authenticate, and so cannot have roles.',
  },
  {
    at: 'serves',
    breaks: ({ serves, auth_method }) => serves.length > 0 && auth_method === 'none',
    message: 'A client without a secret cannot authenticate, and so cannot serve an API.',
  },
];

export function requireUsableClient(client: Client, context: z.RefinementCtx): void {
  for (const { at, breaks, message } of rules) {
    if (breaks(client)) context.addIssue({ code: 'custom', path: [at], message });
  }
}
