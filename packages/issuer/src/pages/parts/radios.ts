import { type Html, html } from '../../http/html.ts';

export interface Radios {
  /** In the form. */
  name: string;
  /** What is chosen between. */
  legend: string;
  /** What there is; `lang` where a label is in another language than the page. */
  options: readonly { value: string; label: string; lang?: string }[];
  /** The value of the one that is chosen. */
  chosen: string;
}

/** One of a few things; inside a `form`. */
export const radios = ({ name, legend, options, chosen }: Radios): Html =>
  html`<fieldset class="radios">
<legend>${legend}</legend>
${options.map(({ value, label, lang }) => {
  const id = `${name}-${value === '' ? 'none' : value}`;
  return html`<div class="checkbox">
<input id="${id}" name="${name}" type="radio" value="${value}"${value === chosen ? html` checked` : ''}>
<label for="${id}"${lang === undefined ? '' : html` lang="${lang}"`}>${label}</label>
</div>
`;
})}</fieldset>`;
