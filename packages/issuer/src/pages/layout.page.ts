import { type Html, html } from '../http/html.ts';
import { assetUrl } from './assets.ts';

export interface Layout {
  /** Of the window; the page's own heading is part of `content`. */
  title: string;
  content: Html;
  /** More for the `head`. */
  head?: Html;
}

/** The frame of every page: a logo, one card, and nothing that runs. */
export const layout = ({ title, content, head }: Layout): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="${assetUrl('logo.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl('style.css')}">
${head ?? ''}
</head>
<body>
<main>
${logo}
${content}
</main>
<footer>Protected by Sallyport</footer>
</body>
</html>
`;

/** A door within a door, in the colours of the text around it. */
const logo = html`<svg class="logo" viewBox="0 0 32 32" width="44" height="44" fill="none"
  stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"
  aria-hidden="true" focusable="false">
<path d="M2.5 29h27"/>
<path d="M6 29V14a10 10 0 0 1 20 0v15"/>
<path fill="currentColor" stroke="none" d="M10.5 27.5v-13a5.5 5.5 0 0 1 11 0v13z"/>
<circle class="logo-hole" stroke="none" cx="18.5" cy="19.5" r="1.4"/>
</svg>`;
