import { type Html, html } from '../http/html.ts';
import { layout } from './layout.page.ts';

/** Headings by error code; the description says the rest, and what to do. */
const headings = new Map([
  ['access_denied', 'This is not allowed'],
  ['content_too_large', 'That was too much at once'],
  ['method_not_allowed', 'There is nothing here'],
  ['not_found', 'There is nothing here'],
  ['server_error', 'Something went wrong'],
  ['temporarily_unavailable', 'Please try again in a moment'],
  ['too_many_requests', 'Please wait a little'],
]);

export interface ErrorDetails {
  /** Of an `OAuthError`. */
  code: string;
  /** Its description, which is meant for the outside. */
  message: string;
  /** The number under which the log tells more. */
  requestId: string;
}

/** An error, for a person. */
export function errorPage({ code, message, requestId }: ErrorDetails): Html {
  const heading = headings.get(code) ?? 'This request cannot be completed';
  return layout({
    title: heading,
    content: html`<h1>${heading}</h1>
<p>${message}</p>
<p class="note">If it keeps happening, tell the people who run this service, with this number:
<code class="error-id">${requestId}</code></p>`,
  });
}
