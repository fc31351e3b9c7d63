import { type Html, html } from '../../http/html.ts';

export interface Choice {
  title: string;
  /** A second line, in small print. */
  detail?: string | undefined;
  /** In front of the title. */
  mark?: Html | undefined;
  /** What the form sends when this one is chosen. */
  name: string;
  value: string;
}

/** Things to choose one from, at a click; inside a `form`. */
export const choices = (list: readonly Choice[]): Html => html`<ul class="choices">
${list.map(
  ({ title, detail, mark, name, value }) =>
    html`<li><button class="choice" name="${name}" value="${value}">${mark ?? ''}${choiceText(title, detail)}</button></li>`,
)}
</ul>`;

export interface ChoiceLink extends Pick<Choice, 'title' | 'detail'> {
  /** The page that it leads to. */
  href: string;
}

/** Pages to choose one of. */
export const choiceLinks = (list: readonly ChoiceLink[]): Html => html`<ul class="choices">
${list.map(({ title, detail, href }) => html`<li><a class="choice" href="${href}">${choiceText(title, detail)}</a></li>`)}
</ul>`;

const choiceText = (title: string, detail: string | undefined): Html =>
  html`<span class="choice-text"><span class="choice-title">${title}</span>${
    detail === undefined ? '' : html`<span class="choice-detail">${detail}</span>`
  }</span>`;

/** A letter in a circle: the mark of a person. */
export const initial = (name: string): Html =>
  html`<span class="initial" aria-hidden="true">${[...name.trim()][0]?.toLocaleUpperCase() ?? ''}</span>`;

/** Who is signing in, and the way to be another one. */
export const accountLine = ({ name, change }: { name: string; change?: Html }): Html =>
  html`<div class="account">${initial(name)}<span class="account-name">${name}</span>${change ?? ''}</div>`;
