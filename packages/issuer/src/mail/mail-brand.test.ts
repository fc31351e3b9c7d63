import { expect, test } from 'vitest';
import { brandingSection } from '../branding/branding-declaration.ts';
import { brandingOf } from '../branding/branding-of.ts';
import { mailBrand } from './mail-brand.ts';

const url = 'https://id.example';
const from = { name: 'Example Shop', address: 'no-reply@shop.example' };
const brandOf = (declared: object, sender = from) =>
  mailBrand(brandingOf('', brandingSection.parse(declared)), { from: sender }, url);

test('mails have the name, the colour and the logo of the pages', () => {
  const logo = `data:image/png;base64,${Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64')}`;
  expect(brandOf({ name: 'Walnut', logo, colors: { accent: '#9A3412' } })).toEqual({
    name: 'Walnut',
    logoUrl: expect.stringMatching(/^https:\/\/id\.example\/branding\/logo\?of=&v=[\w-]+$/),
    color: '#9a3412',
  });
});

test('a logo that mail programs do not show gives way to the name', () => {
  const logo = `data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}`;
  expect(brandOf({ name: 'Walnut', logo })).toMatchObject({ name: 'Walnut', logoUrl: null });
});

test('without a name of the service it is that of the sender, and then the host', () => {
  expect(brandOf({})).toEqual({ name: 'Example Shop', logoUrl: null, color: '#17605a' });
  expect(brandOf({}, { ...from, name: '' }).name).toBe('id.example');
});
