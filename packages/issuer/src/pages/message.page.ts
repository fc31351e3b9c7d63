import { type Html, html } from '../http/html.ts';
import { layout } from './layout.page.ts';

export interface Message {
  /** What happened, in a few words. */
  heading: string;
  /** What it means and what to do now. */
  text: string;
  /** Where to go on from here. */
  action?: { href: string; label: string };
}

/** A page that says something went another way than expected, and how to go on. */
export const messagePage = ({ heading, text, action }: Message): Html =>
  layout({
    title: heading,
    content: html`<h1>${heading}</h1>
<p>${text}</p>
${action ? html`<p class="actions"><a class="button" href="${action.href}">${action.label}</a></p>` : ''}`,
  });
