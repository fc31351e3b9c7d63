import { expect, test } from 'vitest';
import { bodyOfDraft, type Draft, lacks } from './provider-fields.ts';

const draft: Draft = {
  ...{ id: 'corp', type: 'oidc', name: 'Corp', client_id: 'us', secret: 'them' },
  ...{ domains: 'a.example, b.example', trusted: '', settings: { issuer: 'https://c.example' } },
};

test('a draft lacks what its kind needs, and a stored secret may stay', () => {
  expect(lacks(draft, true)).toBe(false);
  expect(lacks({ ...draft, settings: {} }, true)).toBe(true);
  expect(lacks({ ...draft, secret: '' }, true)).toBe(true);
  expect(lacks({ ...draft, secret: '' }, false)).toBe(false);
  expect(lacks({ ...draft, type: 'google', name: '', settings: {} }, true)).toBe(false);
});

test('what is empty is not sent, and domains are a list', () => {
  expect(
    bodyOfDraft({ ...draft, name: '', secret: '', settings: { issuer: 'i', pkce: '' } }),
  ).toEqual({
    ...{ client_id: 'us', domains: ['a.example', 'b.example'], trusted_for_domains: [] },
    settings: { issuer: 'i' },
  });
  expect(bodyOfDraft({ ...draft, type: 'apple' })).toMatchObject({ private_key: 'them' });
});
