import { createHash, randomBytes } from 'node:crypto';
import { csrfOf, type Visitor } from './visitor.ts';

export const verifier = (): string => randomBytes(32).toString('base64url');
const challenge = (text: string): string => createHash('sha256').update(text).digest('base64url');

export interface CodeRequest {
  issuer: string;
  clientId: string;
  redirectUri: string;
  scope?: string;
  codeVerifier: string;
  extra?: Record<string, string>;
}

export function authorizeUrl(request: CodeRequest): string {
  const { issuer, clientId, redirectUri, scope = 'openid', codeVerifier, extra } = request;
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state: 'the-state',
    code_challenge: challenge(codeVerifier),
    code_challenge_method: 'S256',
    ...extra,
  });
  return `${issuer}/authorize?${parameters}`;
}

/** Signs in with a password where asked to. @returns the redirect back to the client. */
export async function authorizeAs(
  visitor: Visitor,
  request: CodeRequest,
  { email, password }: { email: string; password: string },
): Promise<URL> {
  let next = (await visitor.get(authorizeUrl(request))).next;
  if (next?.startsWith(`${request.issuer}/sign-in/`)) {
    const csrf = csrfOf(await visitor.get(next));
    const answer = await visitor.post(next, { csrf, email, password });
    if (answer.status !== 303) throw new Error(`Sign-in answered ${answer.status}`);
    next = (await visitor.get(answer.next!)).next;
  }
  return new URL(next!);
}
