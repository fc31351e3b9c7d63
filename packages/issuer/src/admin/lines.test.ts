import { expect, test } from 'vitest';
import { lineStream } from './lines.ts';

const text = 'x'.repeat(1_000);

test('no more is made than a slow reader has room for, and nothing after it has gone', async () => {
  let made = 0;
  let ended = false;
  async function* lines() {
    try {
      for (;;) yield { line: ++made, text };
    } finally {
      ended = true;
    }
  }
  const reader = (await lineStream(lines())).getReader();
  const { value } = await reader.read();
  expect(new TextDecoder().decode(value)).toBe(`${JSON.stringify({ line: 1, text })}\n`);
  await reader.read();
  expect(made).toBeLessThan(80);
  await reader.cancel();
  expect(ended).toBe(true);
});

test('what fails at once is an answer, and what fails later cuts it off', async () => {
  const fault = new Error('The database is gone');
  async function* lines(good: number) {
    for (let line = 0; line < good; line++) yield { line };
    throw fault;
  }
  await expect(lineStream(lines(0))).rejects.toThrow(fault);
  await expect(new Response(await lineStream(lines(3))).text()).rejects.toThrow(fault);
});
