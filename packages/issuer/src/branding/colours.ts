/** Of what pages are made where nothing else is declared: `pages/style.css`. */
export const surfaces = {
  light: { card: '#ffffff', ground: '#f3f5f5', text: '#14201e', quiet: '#55645f' },
  dark: { card: '#161e1d', ground: '#0d1211', text: '#e8efed', quiet: '#a2b3ae' },
} as const;

export type Scheme = keyof typeof surfaces;

type Rgb = readonly [red: number, green: number, blue: number];

const read = (colour: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as unknown as Rgb;

const write = (colour: Rgb): string =>
  `#${colour.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** Some of another colour in this one: 0 for none of it, 1 for nothing else. */
export function mix(colour: string, other: string, share: number): string {
  const [from, to] = [read(colour), read(other)];
  return write(from.map((value, at) => value + (to[at]! - value) * share) as unknown as Rgb);
}

/** Relative luminance (WCAG 2.2, definition). */
function luminance(colour: string): number {
  const [red, green, blue] = read(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio (WCAG 2.2, definition): from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

/** WCAG 2.2, 1.4.3 (AA), for text of ordinary size. */
export const minContrast = 4.5;

const black = '#000000';
const white = '#ffffff';

/** What can be read on a colour; one of the two always can. */
export const textOn = (colour: string): string =>
  contrast(colour, white) >= contrast(colour, black) ? white : black;

/**
 * The nearest shade that has enough contrast on all of these: darker where they are light, lighter
 * where they are dark.
 */
export function readable(colour: string, grounds: readonly string[]): string {
  const towards = textOn(grounds[0]!);
  for (let share = 0; share < 1; share += 0.02) {
    const shade = mix(colour, towards, share);
    if (grounds.every((ground) => contrast(shade, ground) >= minContrast)) return shade;
  }
  return towards;
}
