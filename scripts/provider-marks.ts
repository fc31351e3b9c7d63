import { readFileSync } from 'node:fs';

interface IconSet {
  width: number;
  height: number;
  icons: Record<string, { body: string; width?: number; height?: number }>;
}

/** The name of each provider's mark in the icon set, which is in the public domain (CC0). */
const names = {
  google: 'google-icon',
  microsoft: 'microsoft-icon',
  apple: 'apple',
  github: 'github-icon',
  facebook: 'facebook',
  gitlab: 'gitlab-icon',
  linkedin: 'linkedin-icon',
  slack: 'slack-icon',
  discord: 'discord-icon',
  x: 'x',
};

/** Marks that their owners show in black on light and in white on dark: in the colour of the text. */
const monochrome = new Set<string>(['apple', 'github', 'x']);

/**
 * `packages/issuer/src/pages/provider-marks.ts`: the ten marks that are needed of an icon set of
 * 9 MB, so that the issuer carries neither the set nor a request for it.
 */
export function providerMarks(): string {
  const file = new URL(import.meta.resolve('@iconify-json/logos/icons.json'));
  const set = JSON.parse(readFileSync(file, 'utf8')) as IconSet;
  const entries = Object.entries(names).map(([type, name]) => {
    const { body, width = set.width, height = set.height } = set.icons[name]!;
    const plain = body.replace(/ fill="[^"]*"/g, '');
    const colours = monochrome.has(type)
      ? plain.replace('<path', '<path fill="currentColor"')
      : body;
    const svg =
      `<svg class="provider-mark" viewBox="0 0 ${width} ${height}" width="20" height="20" ` +
      `aria-hidden="true" focusable="false">${colours}</svg>`;
    return `  ${type}: '${svg}',\n`;
  });
  return `// Made by \`npm run update\` from @iconify-json/logos (CC0): scripts/provider-marks.ts.

/** The marks of providers as SVG, by type. */
export const marks: Readonly<Record<string, string>> = {
${entries.join('')}};
`;
}
