import { expect, test } from 'vitest';
import { readBytes } from './read-bytes.ts';

const limits = { maxBytes: 5, source: 'The test' };

async function* chunks(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text);
}

test.each([
  [[], ''],
  [['', 'ab', 'c'], 'abc'],
  [['abc', 'de'], 'abcde'],
])('%j is %j', async (texts, whole) => {
  expect(new TextDecoder().decode(await readBytes(chunks(...texts), limits))).toBe(whole);
});

test('what is longer is left where the bound is reached', async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield new Uint8Array(2);
    } finally {
      ended = true;
    }
  }
  await expect(readBytes(endless(), limits)).rejects.toThrow('The test sent more than 5 bytes.');
  expect(ended).toBe(true);
});
