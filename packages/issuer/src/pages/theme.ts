/** What people can choose where they do not leave it to their device. */
export const themes = ['light', 'dark'] as const;

export type Theme = (typeof themes)[number];

export const readTheme = (text: string | undefined): Theme | null =>
  themes.find((theme) => theme === text) ?? null;

const always = '(min-width: 0)';
const never = '(max-width: 0)';

/**
 * A style sheet for people who have chosen a theme: conditions on the color scheme of the device become
 * true or false. So sheets of operators follow the choice, too, and no page needs a script for it.
 */
export function themed(css: string, theme: Theme): string {
  const answered = css.replaceAll(
    /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/g,
    (_, asked) => (asked === theme ? always : never),
  );
  return `${answered}\n:root{color-scheme:${theme}}\n`;
}

/** The address of a style sheet for this choice. @param url with a query */
export const themedUrl = (url: string, theme: Theme | null): string =>
  theme === null ? url : `${url}&theme=${theme}`;
