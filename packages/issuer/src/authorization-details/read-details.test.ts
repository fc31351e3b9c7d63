import { expect, test } from 'vitest';
import { assignDetails, readDetails } from './read-details.ts';

const order = { type: 'order', identifier: '42', actions: ['read'] };
const refused = { code: 'invalid_authorization_details' };

test('the same resource twice is one detail with the actions of both', () => {
  const sent = [order, { ...order, identifier: '43' }, { ...order, actions: ['cancel', 'read'] }];
  expect(readDetails(JSON.stringify(sent))).toEqual([
    { ...order, actions: ['read', 'cancel'] },
    { ...order, identifier: '43' },
  ]);
});

test.each([
  '',
  'order',
  'null',
  '42',
  JSON.stringify(order),
  '[]',
  '[null]',
  '[[]]',
  JSON.stringify([{ type: 'order' }]),
  JSON.stringify([{ ...order, type: 42 }]),
  JSON.stringify([{ ...order, type: '' }]),
  JSON.stringify([{ ...order, identifier: '' }]),
  JSON.stringify([{ ...order, identifier: 'x'.repeat(201) }]),
  JSON.stringify([{ ...order, identifier: '42\u202e' }]),
  JSON.stringify([{ ...order, identifier: 'a\nb' }]),
  JSON.stringify([{ ...order, actions: [] }]),
  JSON.stringify([{ ...order, actions: 'read' }]),
  JSON.stringify([{ ...order, actions: [{}] }]),
  JSON.stringify([{ ...order, amount: '45.00' }]),
  '[{"type":"order","identifier":"42","actions":["read"],"__proto__":{}}]',
  JSON.stringify(Array.from({ length: 11 }, (_, at) => ({ ...order, identifier: String(at) }))),
  JSON.stringify([{ ...order, actions: Array.from({ length: 21 }, (_, at) => `a${at}`) }]),
  ' '.repeat(2_001),
  `${'['.repeat(1_999)}`,
])('%s is refused', (text) => {
  expect(() => readDetails(text)).toThrow(expect.objectContaining(refused));
});

const types = [
  { api: 'https://orders.example', type: 'order', actions: [{ name: 'read', text: 'x' }] },
];

test('each is for the API that has its type', () => {
  expect(assignDetails([order], types)).toEqual([{ ...order, api: 'https://orders.example' }]);
});

test.each([
  [{ ...order, type: 'Order' }, 'authorization_details[1] has a type'],
  [{ ...order, type: 'constructor' }, 'authorization_details[1] has a type'],
  [
    { ...order, actions: ['read', 'cancel'] },
    'authorization_details[1] may have the actions read.',
  ],
])('%j is none that can be asked for', (detail, message) => {
  expect(() => assignDetails([order, detail], types)).toThrow(
    expect.objectContaining({ ...refused, message: expect.stringContaining(message) }),
  );
});
