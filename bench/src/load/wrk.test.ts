import { expect, test } from 'vitest';
import { parseWrk } from './wrk.ts';

const printed = (more = '') => `Running 5s test @ http://127.0.0.1:1/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   612.39us  195.52us   5.04ms   92.44%
    Req/Sec    51.67k     2.66k   57.76k    72.55%
  Latency Distribution
     50%  587.00us
     75%  650.00us
     90%  720.00us
     99%    1.27ms
  262144 requests in 5.10s, 38.64MB read
${more}Requests/sec:  51400.78
Transfer/sec:      7.58MB
`;

test('what wrk prints is read', () => {
  expect(parseWrk(printed())).toEqual({
    requests: 262_144,
    seconds: 5.1,
    p50Milliseconds: expect.closeTo(0.587),
    p99Milliseconds: 1.27,
  });
});

test.each([
  '  Non-2xx or 3xx responses: 12\n',
  '  Socket errors: connect 0, read 3, write 0, timeout 0\n',
])('a failure is an error: %s', (line) => {
  expect(() => parseWrk(printed(line))).toThrow(line.trim());
});

test('anything else is an error', () => {
  expect(() => parseWrk('unable to connect')).toThrow('wrk printed something else');
});
