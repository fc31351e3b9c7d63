import { type Html, html } from '../../http/html.ts';
import type { AssetName } from '../assets.ts';
import type { View } from '../view.ts';

/** What tells people from programs: a puzzle of a provider, or work for the browser. */
export type ShownCheck =
  | {
      kind: 'captcha';
      script: string;
      className: string;
      siteKey: string;
      /** What it is solved for. */
      purpose: string;
      /** Where the page loads from besides. */
      sources: readonly string[];
    }
  | { kind: 'work'; challenge: string; bits: number; rounds: number };

/** Stands in the form that it guards. */
export const personCheck = ({ t, tag }: View, check: ShownCheck): Html =>
  check.kind === 'captcha'
    ? html`<div class="person-check ${check.className}" data-sitekey="${check.siteKey}" data-action="${check.purpose}" data-language="${tag}" data-script="${check.script}"></div>`
    : html`<div class="person-check" data-challenge="${check.challenge}" data-bits="${check.bits}" data-rounds="${check.rounds}">
<input type="hidden" name="work">
<p class="hint" role="status" data-busy="${t('person_check.busy')}"></p>
</div>`;

/** What the page runs for it. */
export const scriptsOf = (check: ShownCheck | null): Extract<AssetName, `${string}.js`>[] =>
  check === null ? [] : check.kind === 'captcha' ? ['captcha.js'] : ['work.js'];

/** Where it loads from besides. */
export const sourcesOf = (check: ShownCheck | null): readonly string[] =>
  check?.kind === 'captcha' ? check.sources : [];
