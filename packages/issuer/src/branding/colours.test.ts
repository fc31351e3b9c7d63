import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast, minContrast, mix, readable, surfaces, textOn } from './colours.ts';

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#ffffff', '#17605a')).toBeCloseTo(7.33, 1);
});

test('what stands on a colour can be read, whatever the colour', () => {
  fc.assert(fc.property(colour, (ground) => contrast(textOn(ground), ground) >= minContrast));
});

test('a readable shade of any colour is readable, and a readable colour stays as it is', () => {
  fc.assert(
    fc.property(colour, fc.constantFrom('light' as const, 'dark' as const), (given, scheme) => {
      const { card, ground } = surfaces[scheme];
      const shade = readable(given, [card, ground]);
      expect(contrast(shade, card)).toBeGreaterThanOrEqual(minContrast);
      expect(contrast(shade, ground)).toBeGreaterThanOrEqual(minContrast);
      if (contrast(given, card) >= minContrast && contrast(given, ground) >= minContrast) {
        expect(shade).toBe(given);
      }
    }),
  );
});

test('mixing goes from one colour to the other', () => {
  expect(mix('#102030', '#ffffff', 0)).toBe('#102030');
  expect(mix('#102030', '#ffffff', 1)).toBe('#ffffff');
  expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
});
