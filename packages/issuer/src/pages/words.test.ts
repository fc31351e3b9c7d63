import { expect, test } from 'vitest';
import { words } from '../runtime/words.ts';
import { inLanguage } from './words.ts';

const texts = { 'pt-BR': 'Pedidos', de: 'Bestellungen', en: 'Orders' };

test.each([
  [['de', 'en'], 'Bestellungen'],
  [['de-AT', 'en'], 'Bestellungen'],
  [['PT-br', 'en'], 'Pedidos'],
  // What is known of Brazil is not said to be known of Portugal.
  [['pt', 'en'], 'Orders'],
  [['fr', 'en'], 'Orders'],
  [['fr', 'it'], 'Pedidos'],
])('%j is %s', (wishes, found) => {
  expect(inLanguage(texts, wishes)).toBe(found);
});

test('one text is for all languages', () => {
  expect(inLanguage('Orders', ['de'])).toBe('Orders');
});

test.each([{}, { DE: 'x' }, { de_AT: 'x' }, { de: '' }, { de: 'a\u202eb' }, '', 42, null])(
  '%j are no words',
  (given) => {
    expect(words.safeParse(given).success).toBe(false);
  },
);
