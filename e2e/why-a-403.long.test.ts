/** The commands of docs/pages/do/why-a-403.md, as they are typed, with curl and jq. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
const [challenge, line] = ['http', 'json'].map(
  (language) => blocks.find((block) => block.language === language)!.text,
);

requires({ debian: ['curl', 'jq'] })('from an answer to who took the role away', () => {
  const start = closedAfterwards();
  let shop: Shop;
  let env: Record<string, string>;

  beforeAll(async () => {
    [shop] = await start(startShop());
    const { access_token } = await signInToCli(shop.issuer, bob);
    env = { TOKEN: access_token, ADMIN_TOKEN: await operationsToken(shop.issuer) };
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
    const run = async (command: string): Promise<string> => {
      const moved = command
        .replaceAll('https://shop.example', shop.shop)
        .replaceAll('https://id.example', shop.issuer);
      const options = { cwd: directory, env: { ...process.env, HOME: directory, ...env } };
      return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', moved], options)).stdout;
    };
    const [refund, findLine, showUser, audit, ...others] = commands;
    expect(others).toEqual([]);

    const answer = (await run(refund!)).replaceAll('\r', '');
    const id = /^x-request-id: (\S+)$/im.exec(answer)![1]!;
    expect(answer.toLowerCase()).toBe(challenge!.replace('i73Ob5FCSghY.6', id).toLowerCase());

    await expect.poll(() => shop.logged.some((each) => each.includes(id))).toBe(true);
    await mkdir(join(directory, '.sallyport'));
    await writeFile(join(directory, '.sallyport/access.log'), shop.logged.join(''));
    const found = JSON.parse(await run(findLine!.replace('i73Ob5FCSghY.6', id)));
    const { time, requestId, ms, address, sub, ...same } = JSON.parse(line!);
    expect(found).toMatchObject(same);
    expect(Object.keys(JSON.parse(line!)).filter((key) => !(key in found))).toEqual([]);

    env['SUB'] = found.sub;
    const admin = await createAdmin(shop.issuer);
    await admin.giveRole(found.sub, 'support');
    await admin.takeRole(found.sub, 'support');
    const user = JSON.parse(await run(showUser!));
    expect(user).toMatchObject({
      id: found.sub,
      roles: [],
      groups: expect.any(Array),
      disabled: false,
    });
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
