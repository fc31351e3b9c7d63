import { type Html, html, type Page } from '../http/html.ts';
import { routes } from '../routes.ts';
import { type AssetName, assetUrl } from './assets.ts';
import { themedUrl } from './theme.ts';
import type { View } from './view.ts';

export interface Layout {
  /** Of the window, and the heading of the page. */
  title: string;
  /** Whether something was wrong with what was sent: the title of the window says it first. */
  isError?: boolean;
  /** A line below the heading. */
  lead?: string | Html | undefined;
  /** A picture above the heading. */
  sign?: Html | undefined;
  content?: Html | readonly Html[];
  /** More for the `head`. */
  head?: Html;
  /** Files that run on this page. */
  scripts?: readonly Extract<AssetName, `${string}.js`>[];
  /** Origins of others that these load from. */
  sources?: readonly string[];
}

/** The frame of every page of a sign-in: a logo, one card, and a line at the foot. */
export function layout(view: View, { lead, sign, content, ...given }: Layout): Page {
  return documentOf(view, {
    ...given,
    body: html`<body>
<main>
<div class="brand">${brand(view)}</div>
${sign ?? ''}
${heading(given.title, lead)}
${content ?? ''}
</main>
${foot(view)}
</body>`,
  });
}

/** The title on the page, and the line below it. */
export const heading = (
  title: string,
  lead: string | Html | undefined,
): Html => html`<h1>${title}</h1>
${lead === undefined ? '' : html`<p class="lead">${lead}</p>`}`;

export interface Document
  extends Pick<Layout, 'title' | 'isError' | 'head' | 'scripts' | 'sources'> {
  /** The element `body`. */
  body: Html;
  /** More style sheets of ours. */
  styles?: readonly Extract<AssetName, `${string}.css`>[];
}

/** A whole page, in the look of the operator. */
export function documentOf(
  view: View,
  { title, isError = false, head, scripts = [], sources = [], styles = [], body }: Document,
): Page {
  const { t, tag, direction, branding, theme } = view;
  const sheets = [...['style.css' as const, ...styles].map(assetUrl), ...branding.styles];
  const document = html`<!doctype html>
<html lang="${tag}" dir="${direction}"${theme === null ? '' : html` data-theme="${theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${theme ?? 'light dark'}">
<meta name="robots" content="noindex">
<title>${isError ? t('page.error_title', { title }) : title}</title>
<link rel="icon" href="${branding.favicon ?? assetUrl('logo.svg')}">
${sheets.map((url) => html`<link rel="stylesheet" href="${themedUrl(url, theme)}">\n`)}${scripts.map((name) => html`<script type="module" src="${assetUrl(name)}"></script>\n`)}${head ?? ''}
</head>
${body}
</html>
`;
  return { document, hasScripts: scripts.length > 0, sources };
}

/** A picture says the name already; who has neither is shown our own mark. */
export const brand = ({ branding: { name, logo }, theme }: View): Html => {
  if (!logo) return name ? html`<span>${name}</span>` : ownMark;
  const url = theme === 'dark' ? (logo.darkUrl ?? logo.url) : logo.url;
  const image = html`<img src="${url}" alt="${name ?? ''}" height="40">`;
  return logo.darkUrl && theme === null
    ? html`<picture><source srcset="${logo.darkUrl}" media="(prefers-color-scheme: dark)">${image}</picture>`
    : image;
};

export const foot = (view: View): Html => {
  const { t, languageSwitch, tag, name } = view;
  return html`<footer>
${
  languageSwitch
    ? html`<details class="languages">
<summary aria-label="${t('foot.language', { language: name })}">${globe}${name}</summary>
<form method="post" action="${routes.language}">
<input type="hidden" name="here" value="${languageSwitch.here}">
<ul>${languageSwitch.languages.map(
        (language) =>
          html`<li><button name="language" value="${language.tag}" lang="${language.tag}"${language.tag === tag ? html` aria-current="true"` : ''}>${language.name}</button></li>`,
      )}</ul>
</form>
</details>`
    : ''
}
${footLinks(view)}
</footer>`;
};

const footTexts = [
  ['terms', 'foot.terms'],
  ['privacy', 'foot.privacy'],
  ['imprint', 'foot.imprint'],
  ['support', 'foot.support'],
] as const;

/** The links of the operator; our own name where there are none, and neither a name nor a logo of theirs. */
function footLinks({ t, branding }: View): Html {
  const { links, name, logo } = branding;
  const list = footTexts.flatMap(([key, text]) =>
    links[key] === null ? [] : [html`<li><a href="${links[key]}">${t(text)}</a></li>`],
  );
  if (list.length > 0) return html`<ul class="foot-links">${list}</ul>`;
  return name || logo ? html`` : html`<p>${t('foot.protected')}</p>`;
}

/** A door within a door, in the colours of the text around it. */
const ownMark = html`<svg class="logo" viewBox="0 0 32 32" width="40" height="40" fill="none"
  stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"
  aria-hidden="true" focusable="false">
<path d="M2.5 29h27"/>
<path d="M6 29V14a10 10 0 0 1 20 0v15"/>
<path fill="currentColor" stroke="none" d="M10.5 27.5v-13a5.5 5.5 0 0 1 11 0v13z"/>
<circle class="logo-hole" stroke="none" cx="18.5" cy="19.5" r="1.4"/>
</svg>`;

const globe = html`<svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.75" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c2.5 2.5 3.75 5.5 3.75 9S14.5 18.5 12 21c-2.5-2.5-3.75-5.5-3.75-9S9.5 5.5 12 3z"/></svg>`;
