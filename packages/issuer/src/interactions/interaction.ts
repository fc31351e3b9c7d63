import { acrValues } from '@sallyport/protocol/acr.ts';
import { z } from 'zod';
import type { Proven } from '../assurance/proof.ts';
import { grantedDetail } from '../authorization-details/detail.ts';

const text = z.string();
const texts = z.array(text);

/** The parameters of an authorization request that passed every check, as they are stored. */
export const authorizationParametersSchema = z.strictObject({
  clientId: text,
  redirectUri: text,
  scope: texts,
  /** What the tokens are for; none where `details` say it. */
  apis: texts,
  /** The single things that they are for, and nothing else (RFC 9396). */
  details: z.array(grantedDetail).min(1).exactOptional(),
  /** The organization that they are for, by its key. */
  organization: text.exactOptional(),
  state: text.exactOptional(),
  /** How the response is sent, where it is not by the query of a redirect. */
  responseMode: z.literal('form_post').exactOptional(),
  nonce: text.exactOptional(),
  codeChallenge: text.exactOptional(),
  prompt: texts,
  /** Seconds (OpenID Connect Core, section 3.1.2.1). */
  maxAge: z.int().exactOptional(),
  /** How sure the client wants to be, at least. */
  acr: z.enum(acrValues).exactOptional(),
  /** What is to be in the ID token beside who signed in, of what the scopes allow. */
  idTokenClaims: texts.exactOptional(),
  loginHint: text.exactOptional(),
  /** The languages that the application asks for, the dearest first (`ui_locales`). */
  uiLocales: texts.exactOptional(),
  /** The user who must be the one to sign in, from `id_token_hint` or `claims`. */
  hintedUser: text.exactOptional(),
  /** The page of ours that it ends at, where it is no client that asks: its path, with its query. */
  returnTo: text.regex(/^\/(?:account|device)(?:[/?]|$)/).exactOptional(),
  /** The request of a device that it is about (RFC 8628), by its id: the device gets the answer. */
  device: text.exactOptional(),
  /** Whether a password alone is not enough there: it gives lasting access (`owesMailbox`). */
  confirmsMailbox: z.literal(true).exactOptional(),
});

export type AuthorizationParameters = z.infer<typeof authorizationParametersSchema>;

/** What the person answered on the page of `consent/`. */
export const consentAnswers = ['given', 'denied'] as const;

export type ConsentAnswer = (typeof consentAnswers)[number];

/** An authorization request on its way through the sign-in steps, in one browser. */
export interface Interaction {
  /** Opaque; part of URLs, useless in another browser. */
  id: string;
  parameters: AuthorizationParameters;
  /** Null where it is no client that asks, but a page of ours. */
  clientName: string | null;
  createdAt: Date;
  expiresAt: Date;
  /**
   * The address that the person gave on a page of its own; empty where they asked for another one than
   * the client did. Null where they were not asked.
   */
  identifier: string | null;
  /**
   * Which account they have chosen among those of the browser: the id of a user, or `another`.
   * Null where they were not asked.
   */
  selectedAccount: string | null;
  /** Null until the person was asked and has answered. */
  consent: ConsentAnswer | null;
  /** Who gave the answer; null while there is none. */
  consentBy: string | null;
  /** Null until something is proved, and again once a session has been started from it. */
  proven: Proven | null;
  /** Whether the person who has proved it has to choose a new password before all else. */
  mustChangePassword: boolean;
}
