import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { matchesClientSecret } from '../clients/client-secret.ts';
import { type Harness, openHarness } from '../directory/context.fixture.ts';
import { applyConfiguration, applyIfChanged } from './apply.service.ts';
import { declarationSchema } from './schema.ts';

let context: Harness;

const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [
  string,
  string,
  string,
];

const file = (secret: unknown) =>
  declarationSchema.parse({ clients: [{ id: 'web', name: 'Web', type: 'web', secret }] });

beforeAll(async () => {
  context = await openHarness();
});

beforeEach(() => applyConfiguration(file(one), context));

afterEach(() => applyConfiguration(declarationSchema.parse({}), context));

afterAll(() => context.close());

const valid = async () => {
  const { secretHashes } = (await context.clients('web'))!;
  const matches = (secret: string) =>
    matchesClientSecret(secret, secretHashes, context.secrets.pepper);
  return [one, two, three].filter(matches);
};

/** As `sallyport apply` does where an application of the file signs people in with this client. */
const applyHeld = (secret: unknown) =>
  applyConfiguration(file(secret), context, { gatewayClients: ['web', 'none'] });

test('two secrets are valid while one replaces the other', async () => {
  await applyHeld([two, one]);
  expect(await valid()).toEqual([one, two]);
  await applyHeld(two);
  expect(await valid()).toEqual([two]);
  expect((await applyHeld([two])).changed).toBe(false);
});

test('a secret that gateways hold is not replaced under them', async () => {
  for (const secret of [two, [two, three]]) {
    await expect(applyHeld(secret)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/client web .* \(secret: \[NEW, PRESENT\]\)/),
    });
  }
  expect(await valid()).toEqual([one]);
});

test('one that they do not hold is, and so is any at a start', async () => {
  await applyConfiguration(file(two), context);
  expect(await valid()).toEqual([two]);
  await applyIfChanged(file(three), context);
  expect(await valid()).toEqual([three]);
});
