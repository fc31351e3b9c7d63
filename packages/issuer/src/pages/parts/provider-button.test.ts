import { expect, test } from 'vitest';
import { assets } from '../assets.ts';
import { providerButton } from './provider-button.ts';

const marked = ['google', 'microsoft', 'apple', 'github', 'facebook', 'gitlab', 'linkedin'].concat([
  'slack',
  'discord',
  'x',
]);

test.each(marked)(
  'the button of %s has its mark, which needs nothing that the policy forbids',
  (type) => {
    const svg = String(providerButton(type).mark);
    expect(svg).toMatch(/^<svg [^>]*aria-hidden="true"[^>]*>.*<\/svg>$/);
    expect(svg).not.toMatch(/<script|<style|<use|<image|\sstyle=|\son\w+=|\sid=|url\(|href/);
  },
);

test.each(['apple', 'github', 'x'])('the mark of %s has the colour of the text', (type) => {
  const svg = String(providerButton(type).mark);
  expect(svg.match(/fill="[^"]*"/g)).toEqual(['fill="currentColor"']);
});

test.each(['amazon', 'oidc', 'oauth2', 'constructor'])(
  'the button of %s is a plain one',
  (type) => {
    expect(providerButton(type)).toEqual({
      label: 'federation.continue',
      mark: undefined,
      className: 'provider',
    });
  },
);

test.each(['google', 'microsoft', 'apple'])('the style sheet has the colours of %s', (type) => {
  const { className } = providerButton(type);
  const rules = assets.get('style.css')!.body.split(`.${className.split(' ')[1]} {`);
  // In light and in dark.
  expect(rules).toHaveLength(3);
});

test('the words before the name are those that its owner allows', () => {
  const labels = marked.map((type) => [type, providerButton(type).label]);
  const signInOnly = labels
    .filter(([, label]) => label === 'federation.sign_in')
    .map(([type]) => type);
  expect(signInOnly).toEqual(['microsoft', 'linkedin', 'slack']);
});

test('all marks together are small', () => {
  const bytes = marked.map((type) => String(providerButton(type).mark).length);
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThan(10_000);
});
