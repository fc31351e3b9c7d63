import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Follower } from '../changes/follower.ts';
import type { IssuerClient } from '../changes/issuer-client.ts';
import type { Application } from '../configuration.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Clock, Log, Scheme } from '../settings.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { RelyingParty } from './relying-party.ts';
import type { Sessions } from './sessions.ts';

/** What the token handler is built from, once for the gateway. */
export interface HandlerContext {
  issuer: IssuerClient;
  follower: Follower;
  /** The issuer identifier. */
  issuerUrl: string;
  relyingParty: RelyingParty;
  sessions: Sessions;
  loginAttempts: LoginAttempts;
  scheme: Scheme;
  clock: Clock;
  log: Log;
}

/** One request to it. */
export interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  incoming: Incoming;
  application: Application;
  requestId: string;
  /** Answers with a refusal, and tells of it. */
  refuse(refusal: Refusal): void;
}

export const originOf = ({ host }: Application, scheme: Scheme): string => `${scheme}://${host}`;

/** Registered at the issuer as a redirect URI of the application's client. */
export const redirectUriOf = (application: Application, scheme: Scheme): string =>
  `${originOf(application, scheme)}${application.path}auth/callback`;
