import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { debianPackage } from '../../scripts/release/debian.ts';
import { freePort } from '../ports.ts';
import { requires } from '../requires.ts';
import { makeRelease } from './released.ts';
import { follow } from './running.ts';
import { ScratchRoot } from './scratch-root.ts';

const units = ['sallyport', 'sallyport-issuer', 'sallyport-gateway'];

requires({ debian: ['libatomic1', 'systemd'] })('the Debian package', () => {
  let work: string;
  let made: string;
  let file: string;
  let root: ScratchRoot;
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'sallyport-debian-'));
    ({ folder: made } = await makeRelease());
    root = await ScratchRoot.make(join(work, 'layer'));
    const [name = ''] = (await readdir(made)).filter((each) => each.endsWith('.deb'));
    file = join(made, name);
    expect((await stat(file)).size).toBeLessThan(75_000_000);
    root.run('dpkg', '--install', file);
  }, 1_200_000);
  afterAll(() => rm(work, { recursive: true, force: true }));

  test('the same commit gives the same bytes', async () => {
    const again = await mkdtemp(join(work, 'again-'));
    const tarballs = (await readdir(made)).filter((each) => each.endsWith('.tgz'));
    await debianPackage(
      tarballs.map((each) => join(made, each)),
      again,
    ).make();
    const [first, second] = await Promise.all(
      [file, join(again, basename(file))].map((path) => readFile(path)),
    );
    expect(first!.equals(second!)).toBe(true);
  });

  test('it installs, with an account of its own, and its program runs', () => {
    expect(root.run('sallyport', '--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(root.run('getent', 'passwd', 'sallyport')).toMatch(/nologin$/m);
  });

  test.each(units)('systemd finds no fault in %s', (unit) => {
    root.run('systemd-analyze', 'verify', '--man=no', `/usr/lib/systemd/system/${unit}.service`);
  });

  test.each(units)('systemd rates the exposure of %s as 1.7 of 10 at most', (unit) => {
    const file = `/usr/lib/systemd/system/${unit}.service`;
    const options = ['--offline=true', '--threshold=17', '--no-pager'];
    root.run('systemd-analyze', 'security', ...options, file);
  });

  test('it runs as its account, with secrets from credentials', async () => {
    const [issuer, internal, gateway, decide] = await Promise.all(
      Array.from({ length: 4 }, () => freePort()),
    );
    await writeFile(
      root.path('etc/sallyport/sallyport.yaml'),
      `issuer: { url: "http://localhost:${issuer}", internal: { listen: "127.0.0.1:${internal}" } }
gateway: { url: "http://localhost:${gateway}", decide_port: ${decide} }
management: { listen: null }
log: { access: "\${LOG_OF_REQUESTS}" }
`,
    );
    await mkdir(root.path('credentials'), { mode: 0o755 });
    await writeFile(root.path('credentials/LOG_OF_REQUESTS'), 'false\n');
    const secret = `${randomBytes(48).toString('base64')}\n`;
    await writeFile(root.path('credentials/SALLYPORT_SECRET'), secret);
    root.run(
      'install',
      '--directory',
      '--owner=sallyport',
      '--mode=0700',
      '/var/lib/sallyport/data',
    );
    const environment = ['NODE_ENV=production', 'CREDENTIALS_DIRECTORY=/credentials'];
    const [program, ...args] = startOf(root, 'sallyport');
    const account = ['setpriv', '--reuid=sallyport', '--regid=sallyport', '--clear-groups'];
    const command = [...account, 'env', ...environment, program!, ...args];
    const running = follow(root.start(...command));
    await running.ready;
    expect(await running.stop()).toBe(0);
    // It would have made a secret, without the one that was given.
    expect(existsSync(root.path('var/lib/sallyport/data/secret'))).toBe(false);
  });
});

/** The command of a unit. */
const startOf = (root: ScratchRoot, unit: string): string[] => {
  const text = root.run('cat', `/usr/lib/systemd/system/${unit}.service`);
  return /^ExecStart=(.*)$/m.exec(text)![1]!.split(' ');
};
