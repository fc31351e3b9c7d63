import { type Html, html } from '../../http/html.ts';
import type { View } from '../view.ts';

/** Codes to keep on paper or in a file, shown once; the page loads `print.js`. */
export function codeList({ t, branding }: View, codes: readonly string[]): Html {
  const lines = [
    `${branding.name || 'Sallyport'}: ${t('factor.recovery_codes')}`,
    '',
    ...codes,
    '',
  ];
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(lines.join('\r\n'))}`;
  return html`<ol class="codes">
${codes.map((code) => html`<li><code>${code}</code></li>`)}
</ol>
<div class="row">
<a class="button secondary" href="${file}" download="${t('recovery_codes.file')}.txt">${t('recovery_codes.download')}</a>
<button class="button secondary" type="button" data-print hidden>${t('recovery_codes.print')}</button>
</div>`;
}
