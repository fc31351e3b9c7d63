import type { JWTPayload } from 'jose';
import type * as oauth from 'oauth4webapi';
import type { Upstream } from '../driver.ts';
import type { Prompt } from './authorization-url.ts';

export type Claims = Record<string, unknown>;

/** In what a provider differs from OpenID Connect. What is left out is as the standard says. */
export interface Differences<Settings> {
  /** The issuer below which its metadata is found, and what the metadata names where it differs. */
  issuer(settings: Settings): string;
  namedIssuer?(settings: Settings): string;
  /** What an ID token has to name, given its claims before they are checked. */
  tokenIssuer?(claims: JWTPayload, metadata: oauth.AuthorizationServer): string;
  /** Beside `openid`. */
  scopes?: readonly string[];
  pkce?(settings: Settings): boolean;
  nonce?: false;
  prompts?: readonly Prompt[];
  parameters?(settings: Settings): Record<string, string | undefined>;
  /** Undefined where its metadata says it. */
  authenticate?(
    upstream: Upstream<Settings>,
  ): oauth.ClientAuth | Promise<oauth.ClientAuth> | undefined;
  /** @throws NotAllowedError */
  admit?(claims: Claims, settings: Settings): void;
  /** The claims in the words of the standard. `callback` is not signed by anyone. */
  claims?(claims: Claims, callback: URLSearchParams): Claims;
  userinfo?: false;
}
