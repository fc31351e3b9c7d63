import pino from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTestClock } from '../../../../../testing/clock.ts';
import { encryptAtRest } from '../../keys/at-rest.ts';
import { systemRandom } from '../../runtime/random.ts';
import type { Answer, StartRequest } from '../driver.ts';
import type { Provider } from '../provider.ts';
import { createUpstreams } from '../upstreams.service.ts';
import { client } from './signing-keys.fixture.ts';
import { settingsAt, simulations } from './simulations.fixture.ts';
import { type Simulation, type Simulator, startSimulator } from './simulator.fixture.ts';

const { google, microsoft, apple, gitlab, linkedin, slack } = simulations;

const atRest = systemRandom.bytes(32);

function open(simulation: Simulation, simulator: Simulator) {
  const { type, scopes = [], secret = client.secret } = simulation;
  const context = {
    clock: createTestClock(),
    secrets: { atRest },
    log: pino({ level: 'silent' }),
    settings: { url: 'https://id.example' },
  };
  const plain = Buffer.from(secret);
  const provider: Provider = {
    ...{ id: 'there', type, name: 'There', issuer: simulator.world.url, clientId: client.id },
    clientSecret: encryptAtRest(atRest, 'provider there', plain, systemRandom),
    ...{ scopes, defaultGroups: [], trustedForDomains: [] },
    settings: settingsAt(simulator.world.url, simulation),
  };
  return createUpstreams(context as never).open(provider);
}

async function start(simulation: Simulation, traps: readonly string[] = []) {
  const simulator = await startSimulator(simulation.routes, traps);
  onTestFinished(() => simulator.close());
  const there = open(simulation, simulator);
  return {
    simulator,
    /** A sign-in, from the authorization request to who it is. */
    async signIn(hints: Partial<StartRequest> = {}, change = (_: URLSearchParams) => {}) {
      const attempt = newAttempt();
      const request = {
        loginHint: undefined,
        maxAge: undefined,
        selectAccount: false,
        acrValues: [],
        ...hints,
      };
      const url = await there.driver.start(there.upstream, { attempt, ...request });
      const parameters = await visit(url);
      change(parameters);
      const { state } = attempt;
      return there.driver.finish(there.upstream, { parameters, state, attempt });
    },
  };
}

const newAttempt = () => ({
  nonce: systemRandom.bytes(32).toString('base64url'),
  codeVerifier: systemRandom.bytes(32).toString('base64url'),
  state: systemRandom.bytes(32).toString('base64url'),
});

/** What the browser brings back, by address or by form. */
async function visit(url: URL): Promise<URLSearchParams> {
  const answer = await fetch(url, { redirect: 'manual' });
  const location = answer.headers.get('location');
  if (location) return new URL(location).searchParams;
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(text);
  const inputs = [...text.matchAll(/name="([^"]*)" value="([^"]*)"/g)];
  return new URLSearchParams(
    inputs.map(([, name, value]) => [name!, value!.replaceAll('&quot;', '"')]),
  );
}

async function expectOutcome(
  answer: Promise<Answer>,
  outcome: { profile: object } | { error: object | RegExp },
) {
  if ('profile' in outcome) {
    expect((await answer).profile).toMatchObject(outcome.profile);
  } else if (outcome.error instanceof RegExp) {
    await expect(answer).rejects.toThrow(outcome.error);
  } else {
    await expect(answer).rejects.toMatchObject(outcome.error);
  }
}

describe.each(Object.entries(simulations))('%s', (_, simulation) => {
  test('says who signed in', async () => {
    const { signIn } = await start(simulation);
    const { profile } = await signIn();
    expect(profile).toMatchObject(simulation.expected);
    expect(Object.keys(profile.raw).length).toBeGreaterThan(1);
  });

  test.each(Object.entries(simulation.traps))(
    '%s',
    async (trap, { settings, scopes, ...outcome }) => {
      const asked = { ...simulation, ...(settings && { settings }), ...(scopes && { scopes }) };
      const { signIn } = await start(asked, [trap]);
      await expectOutcome(signIn(), outcome);
    },
  );

  test('is sent nothing that it refuses where a recent sign-in is asked for', async () => {
    const { signIn } = await start(simulation);
    const hints = { loginHint: 'ann@example.com', maxAge: 0, selectAccount: true };
    expect((await signIn(hints)).profile.subject).not.toBe('');
  });

  test('takes a code once', async () => {
    const { signIn, simulator } = await start(simulation);
    const codes: URLSearchParams[] = [];
    await signIn({}, (parameters) => codes.push(new URLSearchParams(parameters)));
    const again = signIn({}, (parameters) => parameters.set('code', codes[0]!.get('code')!));
    await expect(again).rejects.toMatchObject({ name: 'ResponseBodyError' });
    expect(simulator.world.codes.size).toBe(1);
  });

  test.each(['state', 'code'])('without %s no code is sent', async (name) => {
    const { signIn, simulator } = await start(simulation);
    const before = () => simulator.asked.filter(({ method }) => method === 'POST').length;
    await expect(signIn({}, (parameters) => parameters.delete(name))).rejects.toThrow();
    expect(before()).toBe(0);
  });
});

// Apple takes a JWT, and has a trap for it.
test.each(Object.values(simulations).filter(({ secret }) => secret === undefined))(
  'a secret that is not ours is told apart by $type',
  async (simulation) => {
    const { signIn } = await start({ ...simulation, secret: 'another' });
    await expect(signIn()).rejects.toMatchObject({ name: 'ResponseBodyError' });
  },
);

test.each([google, microsoft, apple, gitlab, linkedin, slack])(
  'keys of $type that are rotated are fetched again at once',
  async (simulation) => {
    const { signIn, simulator } = await start(simulation);
    await signIn();
    await simulator.world.keys.rotate();
    expect((await signIn()).profile).toMatchObject(simulation.expected);
  },
);
