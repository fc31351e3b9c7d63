import { describe, expect, test } from 'vitest';
import { parseResponse } from './response.ts';

const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx: y\r\n\r\nhello';
const inChunks =
  'HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';

describe('parseResponse', () => {
  test('reads a response with a length', () => {
    expect(parseResponse(whole)).toEqual({ status: 200, body: 'hello', length: whole.length });
  });
  test('does not take what follows for part of it', () => {
    expect(parseResponse(`${whole}HTTP/1.1 200`)?.length).toBe(whole.length);
  });
  test('reads a response in chunks', () => {
    const response = parseResponse(inChunks);
    expect(response).toMatchObject({ status: 201, length: inChunks.length });
    expect(response?.body).toContain('hello');
  });
  test.each([whole, inChunks])('waits for every byte', (text) => {
    for (let length = 0; length < text.length; length++) {
      expect(parseResponse(text.slice(0, length))).toBeNull();
    }
  });
  test('refuses a body whose end it could not know', () => {
    expect(() => parseResponse('HTTP/1.1 200 OK\r\n\r\n')).toThrow('neither a length nor chunks');
  });
});
