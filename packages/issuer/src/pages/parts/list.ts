import { type Html, html } from '../../http/html.ts';

/** What belongs together, a line each, with a tick in front. */
export const list = (lines: readonly string[]): Html =>
  html`<ul class="ticks">
${lines.map((line) => html`<li>${line}</li>`)}
</ul>`;
