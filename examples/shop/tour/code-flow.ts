import { createHash, randomBytes } from 'node:crypto';
import { commandLine } from './cast.ts';
import type { Form } from './html.ts';
import type { Answer, Browser, Sender } from './http.ts';

/** An authorization request of the command line, and what it must remember until the answer. */
export interface CodeRequest {
  url: string;
  state: string;
  verifier: string;
}

/** @param issuer its origin */
export function newCodeRequest(issuer: string): CodeRequest {
  const state = randomBytes(16).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: commandLine.id,
    redirect_uri: commandLine.redirectUri,
    scope: 'openid profile email offline_access',
    state,
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return { url: `${issuer}/authorize?${parameters}`, state, verifier };
}

/** The redirect with the code goes to a port on the person's own machine: there it ends for us. */
export const toCommandLine = (url: URL): boolean => url.href.startsWith(commandLine.redirectUri);

export function redeemCode(
  sender: Sender,
  issuer: string,
  code: string,
  verifier: string,
): Promise<Answer> {
  return sender.send({
    url: `${issuer}/token`,
    form: {
      grant_type: 'authorization_code',
      client_id: commandLine.id,
      redirect_uri: commandLine.redirectUri,
      code,
      code_verifier: verifier,
    },
  });
}

export function refresh(sender: Sender, issuer: string, token: string): Promise<Answer> {
  return sender.send({
    url: `${issuer}/token`,
    form: { grant_type: 'refresh_token', client_id: commandLine.id, refresh_token: token },
  });
}

/** The issuer's page that asks the person whether they started the program. */
const isConsentForm = ({ action }: Form): boolean => action.includes('/consent/');

const agree = { answer: 'given' };

/** A code for a person who is signed in at the issuer already, and says that they started the program. */
export async function fetchCode(browser: Browser, request: CodeRequest): Promise<string> {
  const page = await browser.open({ url: request.url }, toCommandLine);
  const { leadsTo } = await browser.submit(page, isConsentForm, agree, toCommandLine);
  return leadsTo?.searchParams.get('code') ?? '';
}
