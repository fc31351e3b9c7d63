import type { OperatorsWords } from '../consent/words.service.ts';
import { type ShownAccess, wordsOfAccess } from '../consent/words-of-access.ts';
import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { accountLine } from '../pages/parts/choices.ts';
import { list } from '../pages/parts/list.ts';
import { note, notice } from '../pages/parts/messages.ts';
import type { View } from '../pages/view.ts';

export interface ConfirmDevicePage {
  clientName: string;
  /** What the device has to show. */
  code: string;
  /** From where it was asked for. */
  from: {
    /** Where the address is, if the operator has a file that knows. */
    place: string | null;
    address: string;
    network: string;
    /** As it calls itself. */
    program: string | null;
    at: Date;
    /** Whether it is another network than that of this browser. */
    isElsewhere: boolean;
  };
  /** The address of the account. */
  account: string;
  access: ShownAccess;
  words: OperatorsWords;
  /** Comes back with the answer. */
  mark: string;
  /** Where the form goes. */
  action: string;
  csrf: string;
}

/** Asks whether a device may use the account. Two buttons of one form: it works without a script. */
export function confirmDevicePage(view: View, page: ConfirmDevicePage): Page {
  const { t } = view;
  const { clientName: client, code, from, account, access, words, mark, action, csrf } = page;
  const lines = wordsOfAccess(view, access, words);
  const { place, address, network } = from;
  const where = [place, address, network === address ? null : network].filter((part) => part);
  return layout(view, {
    title: t('confirm_device.heading', { client }),
    lead: t('confirm_device.text', { client }),
    content: html`${from.isElsewhere ? notice(t('confirm_device.elsewhere')) : ''}
${accountLine({ name: account })}
<p>${t('confirm_device.code')}</p>
<p class="shown-code">${code}</p>
<p>${t('confirm_device.from')}</p>
${note(html`${from.program ?? t('device.unknown')}<br>${where.join(' · ')}<br>${t('confirm_device.asked', { time: view.time(from.at) })}`)}
${lines.length > 0 ? html`<p>${t('confirm_device.access', { client })}</p>\n${list(lines)}` : ''}
${note(t('confirm_device.caution'))}
${form({
  action,
  csrf,
  content: [
    html`<input type="hidden" name="asked" value="${mark}">`,
    button({ label: t('action.allow'), name: 'answer', value: 'given' }),
    button({
      ...{ label: t('confirm_device.deny'), kind: 'secondary' },
      ...{ name: 'answer', value: 'denied' },
    }),
  ],
})}`,
  });
}
