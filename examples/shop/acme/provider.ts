import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { listen, type Running } from '../services/listen.ts';
import { accountOf, accounts } from './accounts.ts';
import { configurationOf } from './configuration.ts';
import { errorPage, pageHeaders, signInPage } from './sign-in.page.ts';

export interface AcmeOptions {
  port: number;
  /** Issuer identifier, under which browsers and Sallyport reach it. */
  url: string;
  /** Where Sallyport expects people back. */
  redirectUri: string;
}

/** More than a chosen account needs. */
const maxFormBytes = 4_096;

/** Acme ID: another company's OpenID provider, for social login and for tokens of another issuer. */
export async function startAcme({ port, url, redirectUri }: AcmeOptions): Promise<Running> {
  const library = await loadLibrary();
  const provider = new library.default(url, await configurationOf(library, redirectUri));
  const style = readFileSync(new URL('./style.css', import.meta.url));
  const protocol = provider.callback();

  return listen((request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (path === '/style.css') {
      response.writeHead(200, { 'content-type': 'text/css; charset=utf-8' }).end(style);
    } else if (path.startsWith('/interaction/')) {
      interact(provider, request, response).catch(() => {
        const message = 'This sign-in is over. Go back to where you came from and start again.';
        send(response, 400, errorPage(message));
      });
    } else {
      protocol(request, response);
    }
  }, port);
}

/** GET shows the accounts, POST says which it is. The library's cookie ties both to one browser. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    send(response, 200, signInPage(accounts));
    return;
  }
  const accountId = (await readForm(request)).get('account') ?? '';
  if (!accountOf(accountId)) {
    send(response, 400, signInPage(accounts));
    return;
  }
  const login = { accountId, remember: false };
  await provider.interactionFinished(request, response, { login });
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > maxFormBytes) throw new RangeError('The form is too large.');
  }
  return new URLSearchParams(text);
}

function send(response: ServerResponse, status: number, html: string): void {
  if (!response.headersSent) response.writeHead(status, pageHeaders).end(html);
}

/**
 * When it is loaded, oidc-provider warns of every Node that is no long-term release. That is for
 * people who deploy it; here it would only be noise on the console.
 */
async function loadLibrary(): Promise<typeof import('oidc-provider')> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
