import { DomUtils, parseDocument } from 'htmlparser2';
import type { Visit } from '../../testing/visitor.ts';

/** What a button or a link of a page does. */
export interface Press {
  method: 'get' | 'post';
  url: string;
  fields: Record<string, string>;
}

/** A page of ours, as a person sees it who has no scripts. */
export interface Page {
  url: string;
  path: string;
  status: number;
  heading: string;
  text: string;
  /** The names of the fields that can be filled in. */
  fields: string[];
  /** What can be pressed, by its label, in the order of the page. */
  presses: Map<string, Press>;
  html: string;
  /** What it answers: a reload sends that again. */
  askedBy: Press;
}

type Root = ReturnType<typeof parseDocument>;
type Element = NonNullable<ReturnType<typeof DomUtils.findOne>>;

const elements = (root: Root | Element, ...names: string[]): Element[] =>
  DomUtils.getElementsByTagName((name) => names.includes(name), root, true);

/** The words of it, without those of pictures, and of the parts that a button hides. */
const wordsOf = (of: Element) => DomUtils.textContent(of).replaceAll(/\s+/g, ' ').trim();

export function readPage({ url, status, text }: Visit, askedBy: Press): Page {
  const root = parseDocument(text);
  const [main] = elements(root, 'main');
  if (!main) throw new Error(`${url} answered ${status} without a page: ${text}`);
  const inputs = elements(main, 'input').filter(({ attribs }) => attribs['type'] !== 'hidden');
  const presses = new Map<string, Press>();
  for (const form of elements(main, 'form')) {
    for (const button of elements(form, 'button')) {
      if (button.attribs['type'] === 'button') continue;
      const { name, value = '', formaction = form.attribs['action'] } = button.attribs;
      const fields = { ...valuesOf(form), ...(name === undefined ? {} : { [name]: value }) };
      const target = new URL(formaction ?? '', url).href;
      presses.set(wordsOf(button), { method: 'post', url: target, fields });
    }
  }
  for (const link of elements(main, 'a')) {
    const target = new URL(link.attribs['href']!, url).href;
    presses.set(wordsOf(link), { method: 'get', url: target, fields: {} });
  }
  const [heading] = elements(main, 'h1');
  return {
    ...{ url, status, html: text, presses, askedBy },
    path: new URL(url).pathname,
    heading: heading ? wordsOf(heading) : '',
    text: wordsOf(main),
    fields: inputs.map(({ attribs }) => attribs['name']!),
  };
}

/** What a form sends as it stands: a box that is not ticked sends nothing. */
const valuesOf = (form: Element): Record<string, string> =>
  Object.fromEntries(
    elements(form, 'input')
      .filter(({ attribs }) => attribs['type'] !== 'checkbox' || 'checked' in attribs)
      .map(({ attribs }) => [attribs['name']!, attribs['value'] ?? '']),
  );
