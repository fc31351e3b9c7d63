import { createHash, randomBytes } from 'node:crypto';

/**
 * As much of a browser as a sign-in without JavaScript needs: cookies, redirects by hand, forms.
 * What browsers really do is tested with one, in `e2e/`.
 */
export class Browserless {
  readonly #cookies = new Map<string, string>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#cookies.size > 0) {
      headers.set('cookie', [...this.#cookies].map((pair) => pair.join('=')).join('; '));
    }
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const gone = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
      if (gone) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Fills in and sends the form of a page whose action matches. */
  async submit(
    page: { url: string; html: string },
    fields: Record<string, string>,
    action = /./,
  ): Promise<Response> {
    const form = formsIn(page.html).find((candidate) => action.test(candidate.action));
    if (!form) throw new Error(`No form for ${action} in ${page.html}`);
    return this.fetch(new URL(form.action, page.url).href, {
      method: 'POST',
      body: new URLSearchParams({ ...form.hidden, ...fields }),
    });
  }
}

function formsIn(html: string): { action: string; hidden: Record<string, string> }[] {
  return [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map((form) => ({
    action: unescapeHtml(form[1]!),
    hidden: Object.fromEntries(
      [...form[2]!.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        (input) => [input[1]!, unescapeHtml(input[2]!)],
      ),
    ),
  }));
}

const unescapeHtml = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

export const verifier = (): string => randomBytes(32).toString('base64url');
export const challenge = (text: string): string =>
  createHash('sha256').update(text).digest('base64url');

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
  browser: Browserless,
  request: CodeRequest,
  { email, password }: { email: string; password: string },
): Promise<URL> {
  const location = (response: Response) =>
    new URL(response.headers.get('location') ?? '', request.issuer);
  let next = location(await browser.fetch(authorizeUrl(request)));
  if (next.pathname.startsWith('/sign-in/')) {
    const page = await browser.fetch(next.href);
    const html = await page.text();
    const answer = await browser.submit({ url: next.href, html }, { email, password }, /sign-in/);
    if (answer.status !== 303) throw new Error(`Sign-in answered ${answer.status}`);
    next = location(await browser.fetch(location(answer).href));
  }
  return next;
}
