import { encode } from 'uqr';
import { type Html, html } from '../http/html.ts';
import { button, form } from '../pages/parts/button.ts';
import { codeField } from '../pages/parts/field.ts';
import type { View } from '../pages/view.ts';
import { inGroups, totpLength, totpUri } from './totp.ts';

/** What an authenticator app is set up with, wherever that is done. */
export interface TotpForm {
  /** Where the first code goes. */
  action: string;
  csrf: string;
  /** Of the person, as the app names it. */
  account: string;
  /** In base32, to scan or to type. */
  secret: string;
  /** The same for the form, for us alone. */
  sealed: string;
  /** Whether another app gives way to this one. */
  replaces?: boolean;
  error?: string | undefined;
}

/** A picture to scan, the same to type, and a field for the first code. */
export function totpForm(view: View, page: TotpForm): Html {
  const { t, branding } = view;
  const { account, secret, sealed, error } = page;
  const uri = totpUri({ secret, account, issuer: branding.name || 'Sallyport' });
  return html`${picture(uri, t('set_up_totp.picture'))}
<p class="note">${t('set_up_totp.by_hand')} <code class="secret">${inGroups(secret)}</code></p>
<p class="note"><a href="${uri}">${t('set_up_totp.open')}</a></p>
${form({
  action: page.action,
  csrf: page.csrf,
  content: [
    html`<input type="hidden" name="secret" value="${sealed}">`,
    page.replaces ? html`<input type="hidden" name="replaces" value="yes">` : html``,
    codeField({
      ...{ name: 'code', label: t('set_up_totp.code'), length: totpLength, autofocus: true },
      error,
    }),
    button({ label: t('action.continue') }),
  ],
})}`;
}

/** A QR code: dark on light whatever the colours of the page are, as cameras want it. */
function picture(text: string, label: string): Html {
  const { data, size } = encode(text, { border: 2 });
  const dots = data.flatMap((row, y) =>
    runsOf(row).map(({ from, length }) => `M${from} ${y}h${length}v1h-${length}z`),
  );
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#ffffff" d="M0 0h${size}v${size}H0z"/><path fill="#000000" d="${dots.join('')}"/></svg>`;
}

/** Where a row is dark: each run as one, which makes the page a quarter smaller. */
function runsOf(row: readonly boolean[]): { from: number; length: number }[] {
  const runs: { from: number; length: number }[] = [];
  row.forEach((isDark, x) => {
    if (!isDark) return;
    const last = runs.at(-1);
    if (last && last.from + last.length === x) last.length += 1;
    else runs.push({ from: x, length: 1 });
  });
  return runs;
}
