import { expect, test } from 'vitest';
import { themed, themedUrl } from './theme.ts';

const css = `a{color:red}
@media (prefers-color-scheme: dark) and (min-width: 30rem) { a { color: pink } }
@media (prefers-color-scheme:light){a{color:blue}}`;

test('a sheet asks the device of nothing that its reader has chosen', () => {
  expect(themed(css, 'dark')).toContain('@media (min-width: 0) and (min-width: 30rem)');
  expect(themed(css, 'dark')).toContain('@media (max-width: 0){a{color:blue}}');
  expect(themed(css, 'light')).toContain('@media (max-width: 0) and (min-width: 30rem)');
  expect(themed(css, 'light')).toContain('@media (min-width: 0){a{color:blue}}');
  for (const theme of ['light', 'dark'] as const) {
    expect(themed(css, theme)).not.toContain('prefers-color-scheme');
    expect(themed(css, theme)).toContain(`:root{color-scheme:${theme}}`);
  }
});

test('it has an address of its own', () => {
  expect(themedUrl('/assets/style.css?v=1', 'dark')).toBe('/assets/style.css?v=1&theme=dark');
  expect(themedUrl('/assets/style.css?v=1', null)).toBe('/assets/style.css?v=1');
});
