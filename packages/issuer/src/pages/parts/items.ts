import { type Html, html } from '../../http/html.ts';

export interface Item {
  title: string | Html;
  /** Lines in small print below it. */
  details?: readonly (string | Html)[];
  /** A word beside the title: `This device`. */
  badge?: string | undefined;
  /** Whether it is the one of all that counts here, which its badge says in colour. */
  isCurrent?: boolean;
  /** In front of the title. */
  mark?: Html | undefined;
  /** What can be done with it: buttons and links. */
  actions?: Html | readonly Html[] | undefined;
}

/** Things that belong to a person, a row each. */
export const items = (list: readonly Item[]): Html => html`<ul class="items">
${list.map(
  ({
    title,
    details = [],
    badge,
    isCurrent = false,
    mark,
    actions,
  }) => html`<li class="item">${mark ?? ''}<div class="item-text">
<p class="item-title">${title}${badge === undefined ? '' : html` <span class="badge${isCurrent ? ' current' : ''}">${badge}</span>`}</p>
${details.map((detail) => html`<p class="item-detail">${detail}</p>\n`)}</div>
${actions === undefined ? '' : html`<div class="item-actions">${actions}</div>`}</li>
`,
)}</ul>`;

/** A part of a page with a heading of its own. */
export const panel = ({
  heading,
  text,
  content,
}: {
  heading: string;
  text?: string | Html | undefined;
  content?: Html | readonly Html[];
}): Html => html`<section class="panel">
<h2>${heading}</h2>
${text === undefined ? '' : html`<p class="panel-text">${text}</p>`}
${content ?? ''}
</section>`;
