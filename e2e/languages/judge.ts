import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { textOf } from '../../docs/checks/code-blocks.ts';
import { freePort } from '../../testing/ports.ts';
import { closedAfterwards } from '../support/started.ts';
import { apis } from './apis.ts';
import { type Backend, startBackend } from './backend.ts';
import { startEcho } from './echo.ts';
import { type Material, partsOf, refused } from './requests.ts';
import { type PlacedService, pathOf, type Service, startService } from './services.ts';
import { collect, idTokenOf, opaqueToken } from './tokens.ts';

const page = 'docs/pages/do/services-in-other-languages.md';

/**
 * Tests that each service of the page does what the page's table says of it: a row for each service
 * and type, with what becomes of good tokens, of those without permission, of those that have to be
 * refused, and of good ones that are signed by a new key.
 */
export function judge(services: readonly Service[]): void {
  const start = closedAfterwards();
  let placed: PlacedService[];
  let backend: Backend;

  beforeAll(async () => {
    placed = await Promise.all(
      services.map(async (service) => ({ ...service, port: await freePort() })),
    );
    const [echo] = await start(startEcho());
    [backend] = await start(startBackend(placed, echo.url));
    await start(
      ...placed.map((service) => startService(page, service, { ...backend, echo: echo.url })),
    );
  }, 600_000);

  test('each does what the page says', async () => {
    const idToken = await idTokenOf(backend);
    const cells = await Promise.all(placed.map((each) => observe(each, backend, idToken)));
    await backend.replaceKeys();
    const rows = await Promise.all(
      placed.map(async (service, index) => {
        const [good] = cells[index]!;
        const renewed = good === 200 ? await withNewKey(service, backend) : good;
        const all = [service.name, `\`${service.type}\``, ...cells[index]!, renewed];
        return `| ${all.join(' | ')} |`;
      }),
    );
    const names = services.map(({ name }) => `| ${name} | `);
    const lines = textOf(page).split('\n');
    const said = lines.filter((line) => names.some((begin) => line.startsWith(begin)));
    expect(rows).toEqual(said);
  });
}

/** Some services do not look for new keys more often than once a second. */
const maxRenewalMs = 10_000;

async function withNewKey(service: PlacedService, backend: Backend): Promise<number> {
  const deadline = performance.now() + maxRenewalMs;
  for (;;) {
    const status = await throughGateway(service, backend, 'reader');
    if (status === 200 || performance.now() > deadline) return status;
    await delay(200);
  }
}

/** The cells of its row, but for that of a new key. */
async function observe(
  service: PlacedService,
  backend: Backend,
  idToken: string,
): Promise<(string | number)[]> {
  const material = await collect(backend, service.type, idToken);
  return [
    await throughGateway(service, backend, 'reader'),
    await throughGateway(service, backend, 'stranger'),
    await forSeveral(service, material),
    await refusals(service, material),
  ];
}

async function throughGateway(
  service: PlacedService,
  { issuer, gateway }: Backend,
  client: 'reader' | 'stranger',
): Promise<number> {
  const token = await opaqueToken(issuer, client);
  const { status, text } = await ask(`${gateway}/${pathOf(service)}/orders`, token);
  if (status === 200) expect(JSON.parse(text)).toEqual({ caller: client });
  return status;
}

/** APIs of one `audience_group` share a JWT. */
async function forSeveral(service: PlacedService, { good, sign }: Material): Promise<number> {
  const { claims } = partsOf(good);
  const { status } = await direct(
    service,
    await sign({ ...claims, aud: [apis.other, claims['aud']] }),
  );
  return status;
}

/** `all`, or `all but` what was answered in another way than with 401. */
async function refusals(service: PlacedService, material: Material): Promise<string> {
  const { claims } = partsOf(material.good);
  const others: string[] = [];
  for (const [name, make] of Object.entries(refused)) {
    const token = await make(material, claims);
    if (token === null) continue;
    const { status } = await direct(service, token);
    if (status !== 401) others.push(`${name} (${status})`);
  }
  return others.length === 0 ? 'all' : `all but ${others.join(', ')}`;
}

const direct = ({ port }: PlacedService, token: string) =>
  ask(`http://127.0.0.1:${port}/orders`, token);

async function ask(url: string, token: string): Promise<{ status: number; text: string }> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const answer = await fetch(url, { headers, redirect: 'manual' });
  return { status: answer.status, text: await answer.text() };
}
