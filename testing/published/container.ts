import { execFileSync, spawn } from 'node:child_process';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { follow, type Running } from './running.ts';

/** What a container engine does: the root read-only, a volume for the data, the image's user. */
const script = `set -e
mount --bind "$ROOT" "$ROOT"
mount -o remount,bind,ro "$ROOT"
mount --bind "$VOLUME" "$ROOT/var/lib/sallyport"
mount --bind "$CONFIG" "$ROOT/etc/sallyport"
mount -t tmpfs tmpfs "$ROOT/tmp"
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
exec chroot --userspec="$IMAGE_USER" "$ROOT" /bin/sh -c 'cd /etc/sallyport && exec "$@"' sh "$@"`;

export interface Image {
  root: string;
  /** Of the runtime (OCI): command, user, environment. */
  process: { args: string[]; env: string[]; user: { uid: number; gid: number } };
  /** Of the image: also what a runtime does not obey by itself. */
  config: { Healthcheck: { Test: string[] } };
}

/** Unpacks the only image of an archive with an OCI layout. */
export async function unpack(archive: string, tag: string, work: string): Promise<Image> {
  const [layout, bundle] = [join(work, 'layout'), join(work, 'bundle')];
  await mkdir(layout, { recursive: true });
  execFileSync('tar', ['-xf', archive, '-C', layout]);
  execFileSync('umoci', ['unpack', '--image', `${layout}:${tag}`, bundle]);
  const json = async (path: string) => JSON.parse(await readFile(path, 'utf8'));
  const blob = (digest: string) => json(join(layout, 'blobs', digest.replace(':', '/')));
  const manifest = await blob((await json(join(layout, 'index.json'))).manifests[0].digest);
  const { process } = await json(join(bundle, 'config.json'));
  const { config } = await blob(manifest.config.digest);
  return { root: join(bundle, 'rootfs'), process, config };
}

export interface RunOptions {
  image: Image;
  configuration: string;
  env: Record<string, string>;
  /** A folder for its configuration and its volume. */
  work: string;
}

/** Starts an image with a configuration. */
export async function runImage({ image, configuration, env, work }: RunOptions): Promise<Running> {
  const { args, user, ...process } = image.process;
  const [volume, config] = [join(work, 'volume'), join(work, 'configuration')];
  await Promise.all([volume, config].map((path) => mkdir(path)));
  await chown(volume, user.uid, user.gid);
  await writeFile(join(config, 'sallyport.yaml'), configuration);
  const running = spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', ...args], {
    env: {
      ...Object.fromEntries(process.env.map((line) => line.split(/=(.*)/s, 2))),
      ...env,
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      ROOT: image.root,
      VOLUME: volume,
      CONFIG: config,
      IMAGE_USER: `${user.uid}:${user.gid}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return follow(running);
}
