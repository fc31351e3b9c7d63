/** A browser as far as HTTP goes: it keeps cookies by host, for all ports, and follows what it is told to. */
export interface Visitor {
  get(url: string): Promise<Visit>;
  post(url: string, fields: Record<string, string>): Promise<Visit>;
  /** Whether it holds a cookie of this name for the host of this URL. */
  cookie(url: string, name: string): string | undefined;
}

export interface Visit {
  url: string;
  status: number;
  headers: Headers;
  text: string;
  /** Where the answer leads: a redirect, or the refresh in a page. */
  next: string | undefined;
}

export function createVisitor(): Visitor {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { hostname } = new URL(url);
    const jar = jars.get(hostname) ?? new Map<string, string>();
    jars.set(hostname, jar);
    return jar;
  };

  async function visit(url: string, init: RequestInit): Promise<Visit> {
    const jar = jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...init.headers, ...(cookie ? { cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
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
    cookie: (url, name) => jarOf(url).get(name),
  };
}

/** The hidden field that every form of a page carries. */
export function csrfOf({ text }: Visit): string {
  const found = /name="csrf" value="([^"]*)"/.exec(text)?.[1];
  if (found === undefined) throw new Error(`There is no form on this page: ${text}`);
  return found;
}
