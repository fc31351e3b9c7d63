import type { Context as Request } from 'hono';
import { html, raw } from 'hono/html';
import { pageHeaders } from './security-headers.ts';

/** Markup. Whatever is put into the template is escaped, unless it is markup itself. */
export type Html = ReturnType<typeof html>;

/** `raw` is for markup that is written in our sources, and for nothing else. */
export { html, raw };

/** A whole document, and what its headers have to allow. */
export interface Page {
  document: Html;
  /** Whether it loads scripts of ours. */
  hasScripts: boolean;
  /** Origins of others that it loads from; none when left out. */
  sources?: readonly string[];
}

export interface PageResponse {
  status?: 200 | 400 | 403 | 404 | 429 | 500 | 502 | 503;
  /**
   * Origins or schemes that a form on this page may lead to, redirects included; the issuer itself
   * is always one. See `formTarget`.
   */
  formTargets?: string[];
  /** Whether it shows pages of the issuer in frames. */
  hasFrames?: boolean;
}

/**
 * Answers with a page for a person. As a string and no object of Hono's, which the server would first make a web
 * `Response` of, and read that as a stream.
 */
export async function respondHtml(
  request: Request,
  { document, hasScripts, sources = [] }: Page,
  { status = 200, formTargets = [], hasFrames = false }: PageResponse = {},
): Promise<Response> {
  for (const [name, value] of pageHeaders({ formTargets, hasScripts, hasFrames, sources }))
    request.header(name, value);
  return request.html(String(await document), status);
}
