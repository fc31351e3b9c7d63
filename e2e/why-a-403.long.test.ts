/** The commands of docs/pages/do/why-a-403.md, as they are typed, with curl and jq. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { codeBlocks } from '../docs/checks/code-blocks.ts';
import { requires } from '../testing/requires.ts';
import { createAdmin } from './support/admin.ts';
import { prepareNetwork } from './support/network.ts';
import { bob } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { operationsToken, signInToCli } from './support/tokens.ts';

const blocks = codeBlocks('docs/pages/do/why-a-403.md');
const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);
const textsOf = (language: string) =>
  blocks.filter((block) => block.language === language).map(({ text }) => text);
const [[challenge], [line], [receipt, ofPerson]] = [
  textsOf('http'),
  textsOf('json'),
  textsOf('text'),
];
const shownId = '3f9a1c22b07e.6';
const main = fileURLToPath(new URL('../packages/sallyport/src/main.ts', import.meta.url));
/** What `network.ts` does in this process, for the command. */
const resolveTestNames = `import dns from 'node:dns';
const { lookup } = dns;
Object.assign(dns, { lookup: (name, ...rest) => lookup(name.endsWith('.test') ? '127.0.0.1' : name, ...rest) });`;
const runSallyport = '#!/bin/sh\nexec "$NODE" --import ./resolve.mjs "$MAIN" "$@"\n';

/** The words that are the same each time: no ids, hosts, ports, times and positions. */
const linesOf = (text: string): string[] =>
  text.split('\n').flatMap((each) => {
    const words = each
      .trim()
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/[0-9a-f-]{36}/g, '');
    const [label = ''] = words.split(' ');
    const varies = /^(?:request|gateway|user|token|grant|session|position)$/.test(label);
    return words === '' ? [] : [varies ? label : words];
  });

requires({ debian: ['curl', 'jq'] })('from an answer to who took the role away', () => {
  const start = closedAfterwards();
  let shop: Shop;
  let env: Record<string, string>;

  beforeAll(async () => {
    [shop] = await start(startShop());
    const { access_token } = await signInToCli(shop.issuer, bob);
    env = { TOKEN: access_token, SALLYPORT_TOKEN: await operationsToken(shop.issuer) };
  });

  test('each command prints what the page says', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sallyport-403-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const { cert } = await prepareNetwork();
    await writeFile(join(directory, 'cert.pem'), cert);
    const hosts = [shop.issuer, shop.shop].map(
      (url) => `resolve = "${new URL(url).host}:127.0.0.1"`,
    );
    await writeFile(join(directory, '.curlrc'), ['cacert = cert.pem', ...hosts].join('\n'));
    await writeFile(join(directory, 'resolve.mjs'), resolveTestNames);
    await writeFile(join(directory, 'sallyport'), runSallyport, { mode: 0o700 });
    const path = `${directory}:${process.env['PATH']}`;
    const forCommand = {
      NODE: process.execPath,
      MAIN: main,
      NODE_EXTRA_CA_CERTS: 'cert.pem',
      PATH: path,
    };
    const run = async (command: string): Promise<string> => {
      const moved = command
        .replaceAll('https://shop.example', shop.shop)
        .replaceAll('https://id.example', shop.issuer);
      const options = {
        cwd: directory,
        env: { ...process.env, HOME: directory, ...forCommand, ...env },
      };
      return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', moved], options)).stdout;
    };
    const [refund, explain, tryRole, explainUser, findLine, audit, ...others] = commands;
    expect(others).toEqual([]);

    const answer = (await run(refund!)).replaceAll('\r', '');
    const id = /^x-request-id: (\S+)$/im.exec(answer)![1]!;
    expect(answer.toLowerCase()).toBe(challenge!.replace(shownId, id).toLowerCase());

    const now = await run(explain!.replace(shownId, id));
    expect(linesOf(now)).toEqual(linesOf(receipt!));
    const tried = await run(tryRole!.replace(shownId, id));
    expect(tried).toContain('With what you try: allowed.');
    expect(tried).toContain('gained: roles support');
    expect(linesOf(await run(explainUser!))).toEqual(linesOf(ofPerson!));

    await expect.poll(() => shop.logged.some((each) => each.includes(id))).toBe(true);
    await mkdir(join(directory, '.sallyport'));
    await writeFile(join(directory, '.sallyport/access.log'), shop.logged.join(''));
    const found = JSON.parse(await run(findLine!.replace(shownId, id)));
    const { time, requestId, ms, address, sub, ...same } = JSON.parse(line!);
    expect(found).toMatchObject(same);
    expect(Object.keys(JSON.parse(line!)).filter((key) => !(key in found))).toEqual([]);

    env['SUB'] = found.sub;
    const admin = await createAdmin(shop.issuer);
    await admin.giveRole(found.sub, 'support');
    await admin.takeRole(found.sub, 'support');
    const events = (await run(audit!))
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each));
    expect(events.slice(0, 2).map(({ action }) => action)).toEqual([
      'role.unassign',
      'role.assign',
    ]);
  });
});
