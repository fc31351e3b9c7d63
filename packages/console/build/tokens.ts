import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const sheet = fileURLToPath(new URL('../../issuer/src/pages/style.css', import.meta.url));

/** `virtual:tokens.css`: the colours of the issuer's pages, by the device or as a person has chosen. */
export const tokens = (): Plugin => ({
  name: 'tokens',
  resolveId: (id) => (id === 'virtual:tokens.css' ? '\0tokens.css' : null),
  load: async (id) => (id === '\0tokens.css' ? themed(await readFile(sheet, 'utf8')) : null),
});

/** @throws Error when the sheet does not begin as expected */
function themed(css: string): string {
  const light = /:root \{([^}]*)\}/.exec(css)?.[1];
  const dark = /prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/.exec(css)?.[1];
  if (!light || !dark) throw new Error('The tokens of the pages cannot be found in style.css.');
  return [
    `:root{${light}}`,
    `@media (prefers-color-scheme: dark){:root:not([data-theme="light"]){${dark}}}`,
    `:root[data-theme="light"]{color-scheme:light}`,
    `:root[data-theme="dark"]{color-scheme:dark;${dark}}`,
  ].join('\n');
}
