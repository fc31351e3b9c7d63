import { type Html, html } from '../../http/html.ts';

/**
 * `primary` for what most people want, one on a page; `danger` for what cannot be undone; `quiet` looks
 * like a link.
 */
export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface Button {
  label: string;
  kind?: ButtonKind;
  /** What the form sends when this button is pressed. */
  name?: string;
  value?: string;
  /** A picture in front of the label. */
  mark?: Html | undefined;
  /** A class of its own, for colours that the owner of the mark demands. */
  look?: string;
  /** Where it sends the form instead, whatever is missing in it. */
  elsewhere?: string;
}

export const button = ({
  label,
  kind = 'primary',
  name,
  value,
  mark,
  look,
  elsewhere,
}: Button): Html =>
  html`<button class="button ${kind}${look ? ` ${look}` : ''}"${name === undefined ? '' : html` name="${name}" value="${value ?? ''}"`}${
    elsewhere === undefined ? '' : html` formaction="${elsewhere}" formnovalidate`
  }>${mark ?? ''}<span>${label}</span></button>`;

/** Looks like a button and leads to another page. */
export const buttonLink = ({
  label,
  href,
  kind = 'primary',
}: {
  label: string;
  href: string;
  kind?: ButtonKind;
}): Html => html`<a class="button ${kind}" href="${href}"><span>${label}</span></a>`;

export interface Form {
  action: string;
  csrf: string;
  /** Fields and buttons. */
  content: Html | readonly Html[];
}

/** A form of a sign-in: it carries `csrf`, which every endpoint checks. */
export const form = ({ action, csrf, content }: Form): Html =>
  html`<form class="form" method="post" action="${action}">
<input type="hidden" name="csrf" value="${csrf}">
${content}
</form>`;

/** A form that is a button and nothing else. */
export const buttonForm = ({ action, csrf, ...given }: Omit<Form, 'content'> & Button): Html =>
  form({ action, csrf, content: button(given) });
