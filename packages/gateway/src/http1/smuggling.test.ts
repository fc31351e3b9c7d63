import { describe, expect, test } from 'vitest';
import { compareOne } from './differential.fixture.ts';
import { ambiguousChunks, ambiguousHeads, ambiguousRequestLines } from './smuggling.fixture.ts';
import { readStrictly } from './strict-reader.fixture.ts';

const byName = <T extends { name: string }>(forms: readonly T[]) =>
  forms.map((form) => [form.name, form] as const);

const starts = {
  request: 'POST /api/x HTTP/1.1\r\nHost: a\r\n',
  response: 'HTTP/1.1 200 OK\r\n',
} as const;

describe.each(['request', 'response'] as const)('of a %s', (kind) => {
  const start = starts[kind];

  test.each(byName(ambiguousHeads))('a head with %s is not taken', (_, { fields, body }) => {
    const text = `${start}${fields}\r\n${body}`;
    expect(readStrictly(kind, text)).toMatchObject({ messages: [], stopped: 'not_taken' });
    compareOne(kind, text);
  });

  test.each(byName(ambiguousChunks))('a body with %s is not taken', (_, { fields, body }) => {
    const text = `${start}${fields}\r\n${body}`;
    const { messages, stopped } = readStrictly(kind, text);
    expect([messages.length, messages[0]?.complete, stopped]).toEqual([1, false, 'not_taken']);
    compareOne(kind, text);
  });

  test.each(byName([...ambiguousHeads, ...ambiguousChunks]))(
    '%s is not taken either when it comes byte by byte',
    (_, { fields, body }) => {
      const text = `${start}${fields}\r\n${body}`;
      const cuts = Array.from({ length: text.length - 1 }, (__, index) => index + 1);
      const { messages, stopped } = readStrictly(kind, text, { cuts });
      expect([messages.some(({ complete }) => complete), stopped]).toEqual([false, 'not_taken']);
    },
  );
});

test.each(ambiguousRequestLines)('a request line with %s is not taken', (_, line) => {
  const text = `${line}Host: a\r\n\r\n`;
  expect(readStrictly('request', text)).toMatchObject({ messages: [], stopped: 'not_taken' });
});

test.each([
  ['no host', ''],
  ['an empty host', 'Host:\r\n'],
  ['two hosts', 'Host: a\r\nHost: a\r\n'],
  ['what it expects', 'Host: a\r\nExpect: 100-continue\r\n'],
  ['an upgrade', 'Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'],
  ['an upgrade that the connection does not name', 'Host: a\r\nUpgrade: h2c\r\n'],
  ['another connection option', 'Host: a\r\nConnection: close, X-Hop\r\n'],
  ['two connection fields', 'Host: a\r\nConnection: close\r\nConnection: keep-alive\r\n'],
  ['options for a proxy', 'Host: a\r\nProxy-Connection: close\r\n'],
])('a request with %s is left to a full server', (_, fields) => {
  const text = `GET /api/x HTTP/1.1\r\n${fields}\r\n`;
  expect(readStrictly('request', text)).toMatchObject({ messages: [], stopped: 'not_taken' });
});

test('chunks of a server that says it knows none are not taken', () => {
  const text = 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
  expect(readStrictly('response', text)).toMatchObject({ messages: [], stopped: 'not_taken' });
});

test('a status line may leave out the reason, and the space before it', () => {
  for (const line of ['HTTP/1.1 200 \r\n', 'HTTP/1.1 200\r\n', 'HTTP/1.0 200 OK\r\n']) {
    expect(readStrictly('response', `${line}\r\n`).messages).toHaveLength(1);
  }
});
