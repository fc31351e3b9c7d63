import { contrast as ofTheIssuer } from '@sallyport/issuer/branding/colours.ts';
import { expect, test } from 'vitest';
import { contrast, isColour, isReadable, textOn } from './contrast.ts';

test.each([
  ['#000000', '#ffffff'],
  ['#166534', '#ffffff'],
  ['#ffcc00', '#161e1d'],
])('%s on %s has the contrast that the issuer measures', (one, other) => {
  expect(contrast(one, other)).toBe(ofTheIssuer(one, other));
});

test('what can be read, and what is a colour', () => {
  expect([isReadable('#166534', '#ffffff'), isReadable('#ffcc00', '#ffffff')]).toEqual([
    true,
    false,
  ]);
  expect([textOn('#166534'), textOn('#ffcc00')]).toEqual(['#ffffff', '#000000']);
  expect(['#166534', '#16653', 'green'].map(isColour)).toEqual([true, false, false]);
});
