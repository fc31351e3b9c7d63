import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { note } from '../pages/parts/messages.ts';
import type { View } from '../pages/view.ts';
import { inHalves } from './code-text.ts';

/** For a link that was opened in another browser than it was asked for in. */
export const showCodePage = (view: View, code: string): Page =>
  layout(view, {
    title: view.t('link.elsewhere'),
    lead: view.t('link.type_there'),
    content: html`<p class="shown-code">${inHalves(code)}</p>
${note(view.t('link.keep_secret'))}`,
  });
