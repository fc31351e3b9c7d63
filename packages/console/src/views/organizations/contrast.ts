/** What stands on the sign-in pages where nothing else is set: text on a card, on a ground. */
export const surfaces = {
  light: {
    card: '#ffffff',
    ground: '#f3f5f5',
    text: '#14201e',
    quiet: '#55645f',
    accent: '#0f766e',
  },
  dark: {
    card: '#161e1d',
    ground: '#0d1211',
    text: '#e8efed',
    quiet: '#a2b3ae',
    accent: '#2dd4bf',
  },
} as const;

/** WCAG 2.2, 1.4.3 (AA). The issuer refuses less. */
const least = 4.5;

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** Relative luminance (WCAG 2.2, definition). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

export const isReadable = (one: string, other: string): boolean => contrast(one, other) >= least;

/** What can be read on a colour. */
export const textOn = (colour: string): string =>
  contrast(colour, '#ffffff') >= contrast(colour, '#000000') ? '#ffffff' : '#000000';
