import { appendFile, chmod, mkdir, mkdtempDisposable, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readManifest, run } from '../build/packages.ts';
import {
  type Component,
  debianComponents,
  debianStatus,
  nodeComponent,
  npmBill,
  postgresComponents,
  textOf,
  withParts,
} from './bill-of-materials.ts';
import { addHealthcheck } from './healthcheck.ts';
import { copyNode, installSallyport, postgresPath, programPath } from './installation.ts';
import { releaseFolder } from './release-folder.ts';
import { archive, settleTimes, sourceTime } from './reproducible.ts';
import type { Artefact } from './tools.ts';

/** Node needs the last two; `initdb` of the embedded PostgreSQL needs a shell. */
const debianPackages = ['base-files', 'dash', 'libatomic1', 'libstdc++6'];
const suite = 'bookworm';
/** A number, so that Kubernetes can see that it is not root (`runAsNonRoot`). */
const user = '65532:65532';
const application = '/opt/sallyport';
const data = '/var/lib/sallyport';
const node = '/usr/local/bin/node';

/** An archive with an OCI layout for each image, made without a container engine. */
export const images = (tarballs: readonly string[], folder = releaseFolder): Artefact => ({
  name: 'the OCI images',
  tools: ['mmdebstrap', 'umoci'],
  install: 'apt-get install mmdebstrap umoci',
  asRoot: true,
  make: () => makeImages(tarballs, folder),
});

async function makeImages(tarballs: readonly string[], folder: string): Promise<void> {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'sallyport-image-'));
  const work = temporary.path;
  const files = join(work, 'root');
  const installation = join(files, application);
  await makeFiles(tarballs, files);
  const parts = [nodeComponent(), ...(await debianComponents(files, suite))];
  await makeImage(join(work, 'sallyport'), files, []);
  const postgres = await postgresComponents(installation);
  await writeBill(join(folder, 'sallyport.oci.cdx.json'), installation, [...parts, ...postgres]);
  await rm(join(installation, postgresPath), { recursive: true });
  await makeImage(join(work, 'sallyport-gateway'), files, ['--role', 'gateway']);
  await writeBill(join(folder, 'sallyport-gateway.oci.cdx.json'), installation, parts);
  for (const name of ['sallyport', 'sallyport-gateway']) {
    archive(join(folder, `${name}.oci.tar`), join(work, name), '.');
  }
}

/** What an image consists of: packages of npm and of Debian, Node, and PostgreSQL. */
async function writeBill(file: string, installation: string, parts: Component[]): Promise<void> {
  const bill = npmBill(installation, basename(file, '.oci.cdx.json'));
  await writeFile(file, textOf(withParts(bill, 'container', parts)));
}

/** Nothing is installed in the sense of dpkg: each package is unpacked, and leaves its control file. */
const keepControlFiles = `mkdir -p "$1/${debianStatus}" && for package in "$1"/var/cache/apt/archives/*.deb; do dpkg-deb --field "$package" >"$1/${debianStatus}/$(dpkg-deb --field "$package" Package)"; done`;

async function makeFiles(tarballs: readonly string[], files: string): Promise<void> {
  const hook = '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr';
  const include = `--include=${debianPackages.join(',')}`;
  const keep = `--extract-hook=${keepControlFiles}`;
  run('mmdebstrap', '--quiet', '--variant=extract', hook, include, keep, suite, files);
  await chmod(files, 0o755);
  // PostgreSQL looks up the account of the user that runs it.
  await appendFile(join(files, 'etc/passwd'), `sallyport:x:${user}::${data}:/usr/sbin/nologin\n`);
  await appendFile(join(files, 'etc/group'), 'sallyport:x:65532:\n');
  await copyNode(join(files, node));
  await installSallyport(tarballs, join(files, application));
  await mkdir(join(files, 'etc/sallyport'), { recursive: true });
  await mkdir(join(files, data), { recursive: true });
  run('chown', user, join(files, data));
}

const created = [`--history.created=${sourceTime}`];

async function makeImage(layout: string, files: string, role: readonly string[]): Promise<void> {
  const { version } = await readManifest('sallyport');
  const image = `${layout}:${version}`;
  run('umoci', 'init', '--layout', layout);
  run('umoci', 'new', '--image', image);
  settleTimes(files);
  run('umoci', 'insert', ...created, '--image', image, files, '/');
  const entrypoint = [node, `${application}/${programPath}`];
  // The container engine starts it again, and sees the exit code.
  const command = ['start', ...role, '--data-dir', data, '--no-restart'];
  const settings = [
    ...entrypoint.map((word) => `--config.entrypoint=${word}`),
    ...command.map((word) => `--config.cmd=${word}`),
    `--config.user=${user}`,
    `--config.volume=${data}`,
    '--config.workingdir=/etc/sallyport',
    '--config.env=NODE_ENV=production',
    // The root file system can be read-only: there is no place for it.
    '--config.env=NODE_DISABLE_COMPILE_CACHE=1',
    '--config.stopsignal=SIGTERM',
    `--config.label=org.opencontainers.image.version=${version}`,
    '--config.label=org.opencontainers.image.licenses=Apache-2.0',
  ];
  run('umoci', 'config', ...created, `--created=${sourceTime}`, '--image', image, ...settings);
  await addHealthcheck(layout, node);
  run('umoci', 'gc', '--layout', layout);
}
