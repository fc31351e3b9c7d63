import type { Page } from '../http/html.ts';
import { layout } from './layout.page.ts';
import { buttonLink } from './parts/button.ts';
import { reference, type Sign, sign } from './parts/messages.ts';
import { type Underway, wayOut } from './parts/way-out.ts';
import type { Values } from './text.ts';
import type { MessageName, TextKey } from './texts.ts';
import type { View } from './view.ts';

export interface Message {
  /** What happened, in a few words, and what it means and what to do now. */
  message: MessageName;
  values?: Values;
  /** How it ended. */
  sign?: Sign;
  /** Where to go on from here. */
  action?: { href: string; label: TextKey; values?: Values } | undefined;
  /** The sign-in that it stands in, which can be called off here; the page is sent by `respondStep`. */
  underway?: Underway | undefined;
  /** Where the log tells more: the number of the request. */
  requestId?: string | undefined;
}

/** A page that says how something ended, and how to go on. */
export function messagePage(view: View, given: Message): Page {
  const { message, values, action, underway, requestId } = given;
  return layout(view, {
    title: view.t(`${message}.heading`, values),
    lead: view.t(`${message}.text`, values),
    sign: sign(given.sign ?? 'warning'),
    scripts: underway ? ['follow.js'] : [],
    content: [
      ...(action
        ? [buttonLink({ href: action.href, label: view.t(action.label, action.values) })]
        : []),
      ...(underway ? [wayOut(view, underway)] : []),
      ...(requestId === undefined ? [] : [reference(view, requestId)]),
    ],
  });
}
