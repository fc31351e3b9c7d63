import { expect, test } from 'vitest';
import { barrierSentence } from './barrier.ts';

test.each([
  ['waited=8, gateways=3, acknowledged=3', 'Obeyed by 3 of 3 gateways in 8 ms.'],
  [
    'waited=5003, gateways=3, acknowledged=2',
    'Obeyed by 2 of 3 gateways in 5003 ms. The others have no lease, and refuse requests until they have caught up.',
  ],
  ['waited=0, gateways=0, acknowledged=0', ''],
  ['waited=\u001b[2J', ''],
  [null, ''],
])('%s', (header, sentence) => {
  expect(barrierSentence(header)).toBe(sentence);
});
