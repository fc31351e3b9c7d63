import type { DeclaredBranding } from './branding-declaration.ts';
import { brandingFiles, problemOf } from './branding-file.ts';
import { contrast, minContrast, readable, type Scheme, surfaces } from './colours.ts';

/** Something wrong with one key. */
interface Problem {
  path: string[];
  message: string;
}

/** Whether the pages can be read in these colours, and the files are what they should be. */
export function checkBranding(branding: DeclaredBranding): Problem[] {
  const files = brandingFiles.flatMap((key) => {
    const message = branding[key] === undefined ? null : problemOf(key, branding[key]);
    return message === null ? [] : [{ path: [key], message }];
  });
  return [...files, ...checkColours(branding.colors)];
}

function checkColours(colours: DeclaredBranding['colors']): Problem[] {
  return (['light', 'dark'] as const).flatMap((scheme) => [
    ...checkAccent(colours, scheme),
    ...checkBackground(colours, scheme),
  ]);
}

/** Links in the accent stand on the card. */
function checkAccent(colours: DeclaredBranding['colors'], scheme: Scheme): Problem[] {
  const key = scheme === 'light' ? 'accent' : 'accent_dark';
  const { card } = surfaces[scheme];
  const accent = colours[key];
  if (accent === undefined || contrast(accent, card) >= minContrast) return [];
  return [
    {
      path: ['colors', key],
      message: `${accent} on ${card} has a contrast of ${ratio(accent, card)}, and text needs ${minContrast} (WCAG AA). ${readable(accent, [card])} would do.`,
    },
  ];
}

/** The line at the foot stands on it. */
function checkBackground(colours: DeclaredBranding['colors'], scheme: Scheme): Problem[] {
  const key = scheme === 'light' ? 'background' : 'background_dark';
  const { quiet } = surfaces[scheme];
  const background = colours[key];
  if (background === undefined || contrast(quiet, background) >= minContrast) return [];
  return [
    {
      path: ['colors', key],
      message: `The small text ${quiet} on ${background} has a contrast of ${ratio(quiet, background)}, and needs ${minContrast} (WCAG AA). ${readable(background, [quiet])} would do.`,
    },
  ];
}

const ratio = (one: string, other: string): string => contrast(one, other).toFixed(2);
