import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Descriptor {
  digest: string;
  size: number;
}

const second = 1_000_000_000;
/** The management port where the configuration says nothing of it. */
const url = 'http://127.0.0.1:8082/health/ready';

/**
 * Puts a health check into the configuration of the image of a layout. It is an addition of Docker's
 * to the image specification, which Docker and Podman obey, Kubernetes ignores, and umoci cannot write.
 */
export async function addHealthcheck(layout: string, node: string): Promise<void> {
  const index = await readJson(join(layout, 'index.json'));
  const manifest = await readBlob(layout, index.manifests[0]);
  const image = await readBlob(layout, manifest.config);
  const script = `fetch('${url}').then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))`;
  image.config.Healthcheck = {
    Test: ['CMD', node, '-e', script],
    Interval: 10 * second,
    Timeout: 5 * second,
    StartPeriod: 60 * second,
    Retries: 3,
  };
  Object.assign(manifest.config, await writeBlob(layout, image));
  Object.assign(index.manifests[0], await writeBlob(layout, manifest));
  await writeFile(join(layout, 'index.json'), JSON.stringify(index));
}

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

const pathOf = (layout: string, digest: string): string =>
  join(layout, 'blobs', digest.replace(':', '/'));

const readBlob = (layout: string, { digest }: Descriptor) => readJson(pathOf(layout, digest));

async function writeBlob(layout: string, content: unknown): Promise<Descriptor> {
  const text = JSON.stringify(content);
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  await writeFile(pathOf(layout, digest), text);
  return { digest, size: Buffer.byteLength(text) };
}
