import { expect, test } from 'vitest';
import { orders, reports, shop } from '../../../../testing/shop.ts';
import { checkReferences } from '../configuration/references.ts';
import { declarationSchema } from '../configuration/schema.ts';

const read = { name: 'read', permission: 'orders:read', text: 'See order {identifier}' };
const order = { type: 'order', actions: [read] };

const withTypes = (ofOrders: object[], ofReports: object[] = [], types = ['order']) => ({
  ...shop,
  apis: [
    { ...shop.apis[0]!, authorization_details: ofOrders },
    { ...shop.apis[1]!, authorization_details: ofReports },
  ],
  clients: [{ ...shop.clients[0]!, authorization_details_types: types, apis: [orders, reports] }],
});

const problems = (declared: object): string[] => {
  const parsed = declarationSchema.safeParse(declared);
  const issues = parsed.success
    ? checkReferences(parsed.data, 'http://id.example')
    : parsed.error.issues;
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

test.each([
  ['nothing', withTypes([order]), []],
  [
    'a type of two APIs',
    withTypes([order], [{ type: 'order', actions: [{ ...read, permission: 'reports:read' }] }]),
    ['apis.1.authorization_details.0.type: Another type is called order.'],
  ],
  [
    "another API's permission",
    withTypes([{ type: 'order', actions: [{ ...read, permission: 'reports:read' }] }]),
    [
      'apis.0.authorization_details.0.actions.0.permission: This API does not declare the permission reports:read.',
    ],
  ],
  [
    'a type that no API has',
    withTypes([order], [], ['order', 'payment']),
    [
      'clients.0.authorization_details_types.1: No API declares the type payment under authorization_details.',
    ],
  ],
  [
    'an action twice',
    withTypes([{ type: 'order', actions: [read, read] }]),
    ['apis.0.authorization_details.0: Each action may stand here once.'],
  ],
  ...['See an order', 'See {order} {identifier}', { en: 'See {identifier}', de: 'Sehen' }].map(
    (text): [string, object, string[]] => [
      JSON.stringify(text),
      withTypes([{ type: 'order', actions: [{ ...read, text }] }]),
      [expect.stringContaining('Each text names {identifier}')],
    ],
  ),
])('%s', (_, declared, expected) => {
  expect(problems(declared)).toEqual(expected);
});
