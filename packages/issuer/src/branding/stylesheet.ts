import type { DeclaredBranding } from './branding-declaration.ts';
import { mix, readable, surfaces, textOn } from './colours.ts';

/** The colours of a declaration as variables of `pages/style.css`; empty where it has none. */
export function stylesheetOf({ colors }: Pick<DeclaredBranding, 'colors'>): string {
  const { accent, background, background_dark } = colors;
  const dark = colors.accent_dark ?? (accent && readable(accent, [surfaces.dark.card]));
  const light = variables({ accent, ground: background }, '#000000');
  const onDark = variables({ accent: dark, ground: background_dark }, '#ffffff');
  return [
    light && `:root{${light}}`,
    onDark && `@media (prefers-color-scheme:dark){:root{${onDark}}}`,
  ]
    .filter(Boolean)
    .join('\n');
}

/** @param strong what the accent is mixed with under the pointer. */
function variables(
  { accent, ground }: { accent: string | undefined; ground: string | undefined },
  strong: string,
): string {
  return [
    ...(accent
      ? [
          `--accent:${accent}`,
          `--accent-strong:${mix(accent, strong, 0.2)}`,
          `--on-accent:${textOn(accent)}`,
        ]
      : []),
    ...(ground ? [`--ground:${ground}`] : []),
  ].join(';');
}
