import { encode } from 'uqr';
import { type Html, html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { codeField } from '../pages/parts/field.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { View } from '../pages/view.ts';
import { inGroups, totpLength, totpUri } from './totp.ts';

export interface SetUpTotpPage extends Underway {
  /** Where the first code goes. */
  action: string;
  /** Of the person, as the app names it. */
  account: string;
  /** In base32, to scan or to type. */
  secret: string;
  /** The same for the form, for us alone. */
  sealed: string;
  error?: string | undefined;
}

/** A picture to scan, the same to type, and a field for the first code. */
export function setUpTotpPage(view: View, page: SetUpTotpPage): Page {
  const { t, branding } = view;
  const { account, secret, sealed, error } = page;
  const uri = totpUri({ secret, account, issuer: branding.name || 'Sallyport' });
  return layout(view, {
    title: t('set_up_totp.heading'),
    lead: t('set_up_totp.text'),
    isError: error !== undefined,
    content: html`${picture(uri, t('set_up_totp.picture'))}
<p class="note">${t('set_up_totp.by_hand')} <code class="secret">${inGroups(secret)}</code></p>
<p class="note"><a href="${uri}">${t('set_up_totp.open')}</a></p>
${form({
  action: page.action,
  csrf: page.csrf,
  content: [
    html`<input type="hidden" name="secret" value="${sealed}">`,
    codeField({
      ...{ name: 'code', label: t('set_up_totp.code'), length: totpLength, autofocus: true },
      error,
    }),
    button({ label: t('action.continue') }),
  ],
})}
${wayOut(view, page)}`,
  });
}

/** A QR code: dark on light whatever the colours of the page are, as cameras want it. */
function picture(text: string, label: string): Html {
  const { data, size } = encode(text, { border: 2 });
  const dots = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#ffffff" d="M0 0h${size}v${size}H0z"/><path fill="#000000" d="${dots.join('')}"/></svg>`;
}
