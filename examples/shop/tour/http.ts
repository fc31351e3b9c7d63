import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { CookieJar } from '../../../testing/cookie-jar.ts';
import type { Program } from './cast.ts';
import { type Form, readForms, readRefresh } from './html.ts';

/** One request and what came back, for the story. */
export interface Exchange {
  who: string;
  method: string;
  url: string;
  /** How the caller showed who it is, in words. */
  credential: string | null;
  /** Headers that make a difference, a line each. */
  headers: string[];
  /** What was sent, with secrets left out. */
  sent: string | null;
  status: number;
  /** Where a redirect leads. */
  location: string | null;
  contentType: string;
  body: string;
  milliseconds: number;
}

export interface Answer {
  url: URL;
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; an empty object when it is something else. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely, and compared
  json: any;
  /** Where its redirect would have led, to an address that was not to be asked. */
  leadsTo?: URL;
}

export interface Sending {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  form?: Record<string, string>;
  json?: unknown;
  bearer?: string | undefined;
  /** Client and secret, by `client_secret_basic`. */
  as?: Program;
}

const timeout = 30_000;
const secretFields = new Set(['password', 'code_verifier', 'csrf', 'client_secret', 'secret']);

/** Sends requests for one party, and records every exchange. */
export class Sender {
  readonly who: string;
  readonly #note: (exchange: Exchange) => void;

  constructor(who: string, note: (exchange: Exchange) => void) {
    this.who = who;
    this.#note = note;
  }

  async send(sending: Sending): Promise<Answer> {
    const { url, form, json } = sending;
    const method = sending.method ?? (form || json !== undefined ? 'POST' : 'GET');
    const body = form
      ? new URLSearchParams(form)
      : json === undefined
        ? null
        : JSON.stringify(json);
    const headers = new Headers(sending.headers);
    if (json !== undefined) headers.set('content-type', 'application/json');
    if (sending.bearer !== undefined) headers.set('authorization', `Bearer ${sending.bearer}`);
    if (sending.as) headers.set('authorization', formatBasic(sending.as));

    const began = performance.now();
    const response = await fetch(url, {
      method,
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    const text = await response.text();
    this.#note({
      who: this.who,
      method,
      url,
      credential: credentialOf(sending),
      headers: tellingHeaders(sending),
      sent: form ? showForm(form) : json === undefined ? null : JSON.stringify(json),
      status: response.status,
      location: response.headers.get('location'),
      contentType: response.headers.get('content-type') ?? '',
      body: text,
      milliseconds: performance.now() - began,
    });
    const { status, headers: received } = response;
    return { url: new URL(url), status, headers: received, text, json: parse(text) };
  }
}

function credentialOf({ as, bearer, headers }: Sending): string | null {
  if (as) return 'client id and secret';
  if (bearer !== undefined) return `Bearer ${bearer}`;
  return headers?.['cookie'] === undefined ? null : 'cookie';
}

/** Without what every browser says: a cookie, and of a form or script that it is from the same origin. */
const tellingHeaders = ({ url, headers = {} }: Sending): string[] =>
  Object.entries(headers)
    .filter(([name, value]) => name !== 'cookie' && value !== new URL(url).origin)
    .map(([name, value]) => `${name}: ${value}`);

const showForm = (form: Record<string, string>): string =>
  Object.entries(form)
    .map(([name, value]) => `${name}=${secretFields.has(name) ? '•••' : value}`)
    .join(' ');

function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const maxRedirects = 12;

/** A person's browser: keeps cookies, follows redirects, fills in forms. It runs no scripts. */
export class Browser {
  readonly cookies = new CookieJar();
  readonly #sender: Sender;
  /** Every answer that a script in the page could have read. */
  readonly seen: Answer[] = [];

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  /** One request, its redirect not followed. */
  async send(sending: Sending): Promise<Answer> {
    const url = new URL(sending.url);
    const cookie = this.cookies.header(url);
    const headers = { ...sending.headers, ...(cookie === undefined ? {} : { cookie }) };
    const answer = await this.#sender.send({ ...sending, headers });
    this.cookies.store(url, answer.headers.getSetCookie());
    this.seen.push(answer);
    return answer;
  }

  /**
   * Goes where redirects lead, until there is a page, or an address for which `until` is true.
   * That one is not asked for: its answer is the redirect to it.
   */
  async open(sending: Sending, until: (url: URL) => boolean = () => false): Promise<Answer> {
    let answer = await this.send(sending);
    for (let hop = 0; hop < maxRedirects; hop++) {
      const target = answer.headers.get('location') ?? readRefresh(answer.text);
      const follows = (answer.status >= 301 && answer.status <= 303) || answer.status === 200;
      if (!target || !follows) return answer;
      const next = new URL(target, answer.url);
      if (until(next)) return { ...answer, leadsTo: next };
      answer = await this.send({ url: next.href });
    }
    throw new Error(`More than ${maxRedirects} redirects, the last from ${answer.url.href}`);
  }

  /** Sends a form of a page, the first that `which` accepts, with these fields filled in. */
  async submit(
    page: Answer,
    which: (form: Form) => boolean,
    fields: Record<string, string>,
    until?: (url: URL) => boolean,
  ): Promise<Answer> {
    const form = readForms(page.text).find(which);
    if (!form) throw new Error(`The page at ${page.url.pathname} has no such form.`);
    const url = new URL(form.action, page.url);
    return this.open(
      { url: url.href, form: { ...form.fields, ...fields }, headers: { origin: url.origin } },
      until,
    );
  }
}
