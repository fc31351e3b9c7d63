import { adminAudience } from '@sallyport/issuer/directory/built-in.ts';
import * as oauth from 'oauth4webapi';
import { StartupError } from '../startup-error.ts';
import { client, discover, noSecret, optionsFor, reasonOf } from './authorization-server.ts';
import type { SignIn, Tokens } from './kept-sign-ins.ts';
import { listenForAnswer } from './loopback.ts';
import { tokensOf } from './tokens-of.ts';

/** How a person is brought to the issuer, and back if their browser is on another machine. */
export interface Person {
  visit(url: string): Promise<void>;
  /** Lines that they type or paste. */
  lines: AsyncIterable<string>;
}

/** A person who went away does not leave a listener behind. */
const patienceMs = 10 * 60_000;

/**
 * Signs a person in with their browser: authorization code with PKCE, and an answer on a loopback address
 * (RFC 8252).
 *
 * @throws StartupError
 */
export async function authorize(
  issuer: string,
  person: Person,
  port?: number,
): Promise<SignIn & { tokens: Tokens }> {
  const server = await discover(issuer);
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  const loopback = await listenForAnswer(state, port).catch((cause: NodeJS.ErrnoException) => {
    throw new StartupError(`Port ${port ?? ''} of this machine cannot be used: ${cause.code}.`, {
      cause,
    });
  });
  try {
    const { redirectUri } = loopback;
    const challenge = await oauth.calculatePKCECodeChallenge(verifier);
    await person.visit(requestUrl(server, { redirectUri, state, challenge }));
    void takeLines(person.lines, loopback.take);
    const back = await within(patienceMs, loopback.answer);
    return await redeem(server, { back, state, redirectUri, verifier });
  } finally {
    loopback.close();
  }
}

function requestUrl(
  { issuer, authorization_endpoint: endpoint }: oauth.AuthorizationServer,
  { redirectUri, state, challenge }: Record<'redirectUri' | 'state' | 'challenge', string>,
): string {
  const url = new URL(endpoint!);
  url.search = new URLSearchParams({
    ...{ response_type: 'code', client_id: client.client_id, redirect_uri: redirectUri },
    ...{ scope: 'openid profile email', resource: adminAudience(issuer), state },
    ...{ code_challenge: challenge, code_challenge_method: 'S256' },
  }).toString();
  return url.href;
}

async function redeem(
  server: oauth.AuthorizationServer,
  { back, state, redirectUri, verifier }: Answered,
): Promise<SignIn & { tokens: Tokens }> {
  const { issuer } = server;
  try {
    // It compares `iss` as well (RFC 9207).
    const parameters = oauth.validateAuthResponse(server, client, back, state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      noSecret,
      parameters,
      redirectUri,
      verifier,
      optionsFor(issuer),
    );
    const given = await oauth.processAuthorizationCodeResponse(server, client, answer, {
      requireIdToken: true,
    });
    const { sub } = oauth.getValidatedIdTokenClaims(given)!;
    const { access_token: token } = given;
    const told = await oauth.userInfoRequest(server, client, token, optionsFor(issuer));
    // Names are not in ID tokens, which are shown around more than this answer.
    const { email, name } = await oauth.processUserInfoResponse(server, client, sub, told);
    const tokens = tokensOf(given);
    return { issuer, subject: sub, email: email ?? null, name: name ?? null, tokens };
  } catch (cause) {
    throw new StartupError(`You are not signed in: ${refusal(cause)}.`, { cause });
  }
}

interface Answered {
  back: URL;
  state: string;
  redirectUri: string;
  verifier: string;
}

function refusal(error: unknown): string {
  if (!(error instanceof oauth.AuthorizationResponseError)) return reasonOf(error);
  if (error.error === 'access_denied') return 'you did not let the command line go on';
  return (error.error_description ?? error.error).replace(/\.$/, '');
}

async function takeLines(
  lines: AsyncIterable<string>,
  take: (line: string) => boolean,
): Promise<void> {
  for await (const line of lines) if (take(line)) return;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new StartupError('No sign-in came within ten minutes. Begin again.'));
  }, ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
