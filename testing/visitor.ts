import { CookieJar } from './cookie-jar.ts';

/** A browser as far as HTTP goes: it keeps cookies by host, for all ports, and follows what it is told to. */
export interface Visitor {
  get(url: string): Promise<Visit>;
  post(url: string, fields: Record<string, string>): Promise<Visit>;
  /** Whether it holds a cookie of this name for the host of this URL. */
  cookie(url: string, name: string): string | undefined;
  /** The header `Cookie` that it would send there. */
  cookies(url: string): string;
}

export interface Visit {
  url: string;
  status: number;
  headers: Headers;
  text: string;
  /** Where the answer leads: a redirect, or the refresh in a page. */
  next: string | undefined;
}

/** @param address what a proxy says that the browser is at; none says it by default. */
export function createVisitor(address?: string): Visitor {
  const jar = new CookieJar();

  async function visit(url: string, init: RequestInit): Promise<Visit> {
    const cookie = jar.header(new URL(url));
    const forwarded = address === undefined ? {} : { 'x-forwarded-for': address };
    const headers = { ...init.headers, ...forwarded, ...(cookie ? { cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    jar.store(new URL(url), response.headers.getSetCookie());
    const text = await response.text();
    return { url, status: response.status, headers: response.headers, text, next: nextOf() };

    function nextOf(): string | undefined {
      const location = response.headers.get('location');
      if (location !== null) return new URL(location, url).href;
      const refresh = /http-equiv="refresh" content="0;url=([^"]*)"/.exec(text)?.[1];
      return refresh?.replaceAll('&amp;', '&');
    }
  }

  return {
    get: (url) => visit(url, {}),
    post: (url, fields) => visit(url, { method: 'POST', body: new URLSearchParams(fields) }),
    cookie: (url, name) => jar.at(new URL(url)).find((cookie) => cookie.name === name)?.value,
    cookies: (url) => jar.header(new URL(url)) ?? '',
  };
}

/** The hidden field that every form of a page carries. */
export function csrfOf({ text }: Visit): string {
  const found = /name="csrf" value="([^"]*)"/.exec(text)?.[1];
  if (found === undefined) throw new Error(`There is no form on this page: ${text}`);
  return found;
}
