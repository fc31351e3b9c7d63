import { expect, test } from 'vitest';
import { routesSchema } from './route-schema.ts';

/** `GET,POST api.example/a`, or `/a`. */
function routesOf(lines: readonly string[]) {
  return lines.map((line) => {
    const [, methods, host, path] = /^(?:([A-Z,]+) )?([^/]*)(.*)$/.exec(line)!;
    return {
      path,
      upstream: 'http://orders:7001',
      authenticate: 'none',
      ...(host && { host }),
      ...(methods && { methods: methods.split(',') }),
    };
  });
}

const complaints = (lines: readonly string[]) =>
  routesSchema
    .safeParse(routesOf(lines))
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const advice = 'Leave one of the two out, or give them methods, paths or hosts that differ.';

test.each([
  [['/a', '/a'], 'Every request at /a'],
  [['/a', '/a/'], 'Every request at /a'],
  [['/Orders', '/orders'], 'Every request at /Orders'],
  [['/a/{x}', '/a/{y}'], 'Every request at /a/{x}'],
  [['/a/{x}/*', '/a/{y}/*/'], 'Every request at /a/{x}/*'],
  [['*.a.example/x', '*.a.example/x'], 'Every request at *.a.example/x'],
  [['GET,POST /a', 'PUT,POST /a'], 'POST at /a'],
  [['GET /a', 'HEAD /a'], 'HEAD at /a'],
  [['/a', 'GET /a'], 'GET, HEAD at /a'],
  [['PUT /a', '/a'], 'PUT at /a'],
])('%j: the second would get nothing of it', (lines, what) => {
  expect(complaints(lines)).toEqual([
    `1.path: ${what} is already for routes[0], which stands before it. ${advice}`,
  ]);
});

test('each is told once, with the first that stands in its way', () => {
  expect(complaints(['GET /a', 'PUT /a', '/b', 'PUT,GET /a', 'PUT /a'])).toEqual([
    expect.stringMatching(/^3\.path: GET, HEAD at \/a is already for routes\[0\]/),
    expect.stringMatching(/^4\.path: PUT at \/a is already for routes\[1\]/),
  ]);
});

test.each([
  ['/a', '/a/*'],
  ['/a/{x}', '/a/b'],
  ['/a/{x}', '/a/*'],
  ['/a/{x}/c', '/a/b/{y}'],
  ['a.example/a', '/a'],
  ['a.example/a', '*.a.example/a'],
  ['*.b.a.example/a', '*.a.example/a'],
  ['GET /a', 'POST /a', 'PUT,DELETE /a'],
])('what tells routes apart is not an overlap: %j', (...lines) => {
  expect(complaints(lines)).toEqual([]);
});
