import { expect, test } from 'vitest';
import { applicationsSchema } from './configuration.ts';

const complaints = (result: { error?: { issues: { path: PropertyKey[]; message: string }[] } }) =>
  (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

test.each([
  ['Set-Cookie', 'a=1', 'made by the gateway'],
  ['content-length', '1', 'made by the gateway'],
  ['X Y', '1', 'has a name'],
  ['X-Y', 'a\r\nSet-Cookie: b=1', 'on one line'],
])('an application cannot set the header %j to %j', (name, value, complaint) => {
  const application = { host: 'localhost:8080', client: 'shop-web', client_secret: 's' };
  const read = applicationsSchema.safeParse([{ ...application, headers: { [name]: value } }]);
  expect(complaints(read).join()).toContain(complaint);
});

test('an application has defaults, and a place of its own', () => {
  const application = { host: 'localhost:8080', client: 'shop-web', client_secret: 's' };
  expect(applicationsSchema.parse([application])).toEqual([
    { ...application, path: '/', scopes: ['openid', 'profile', 'email'] },
  ]);
  expect(complaints(applicationsSchema.safeParse([application, application]))).toEqual([
    '1: Another application is already at localhost:8080/.',
  ]);
  expect(complaints(applicationsSchema.safeParse([{ ...application, path: '/console' }]))).toEqual([
    '0.path: Begin and end the path with a slash: /console/.',
  ]);
});
