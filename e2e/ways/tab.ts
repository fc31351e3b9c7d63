import type { Visit, Visitor } from '../../testing/visitor.ts';
import { type Page, type Press, readPage } from './page.ts';

/** Where a tab stands: at a page of ours, or at the application, with the authorization response. */
export type Place = { at: 'page'; page: Page } | { at: 'application'; response: URLSearchParams };

/** A tab of a browser, as far as HTTP goes; tabs of one browser share its cookies. */
export class Tab {
  readonly #visitor: Visitor;
  readonly #issuer: string;

  constructor(visitor: Visitor, issuer: string) {
    this.#visitor = visitor;
    this.#issuer = issuer;
  }

  /** The request of a press, without going where it leads. */
  send({ method, url, fields }: Press): Promise<Visit> {
    return method === 'get' ? this.#visitor.get(url) : this.#visitor.post(url, fields);
  }

  /**
   * Goes where an answer leads, through providers too, until there is something to look at.
   *
   * @param by what it is the answer to
   */
  async follow(visit: Visit, by: Press): Promise<Place> {
    let at = visit;
    let askedBy = by;
    for (let hops = 0; at.next !== undefined; hops++) {
      const next = new URL(at.next);
      if (next.origin === applicationOrigin) {
        return { at: 'application', response: next.searchParams };
      }
      if (hops > 20) throw new Error(`Redirects without end, now at ${next.pathname}`);
      askedBy = { method: 'get', url: next.href, fields: {} };
      at = await this.send(askedBy);
    }
    if (at.status >= 500) throw new Error(`${at.url} answered ${at.status}: ${at.text}`);
    const page = readPage(at, askedBy);
    // The script of such a page sends the authorization response at once.
    const sent = [...page.presses.values()].find(({ url }) => url.startsWith(applicationOrigin));
    return sent
      ? { at: 'application', response: new URLSearchParams(sent.fields) }
      : { at: 'page', page };
  }

  async go(press: Press): Promise<Place> {
    return this.follow(await this.send(press), press);
  }

  open(url: string): Promise<Place> {
    return this.go({ method: 'get', url: new URL(url, this.#issuer).href, fields: {} });
  }

  /** As the script of a page does when its tab is looked at again: does the page lead on by now? */
  async look(page: Page): Promise<Place> {
    if (!page.html.includes('/assets/follow.')) return { at: 'page', page };
    const press: Press = { method: 'get', url: page.url, fields: {} };
    const visit = await this.send(press);
    return visit.next === undefined ? { at: 'page', page } : this.follow(visit, press);
  }
}

export const applicationOrigin = 'https://shop.example';
