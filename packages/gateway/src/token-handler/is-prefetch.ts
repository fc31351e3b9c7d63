import type { IncomingMessage } from 'node:http';

/** What browsers, present and past, say with a request that no person has made yet. */
const headers = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/** Whether a browser asks ahead, for a page that the person may never open (Fetch, `Sec-Purpose`). */
export const isPrefetch = (request: Pick<IncomingMessage, 'headers'>): boolean =>
  headers.some((name) => /\b(?:prefetch|prerender|preview)\b/i.test(String(request.headers[name])));
