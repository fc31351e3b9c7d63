import { chmod, cp, mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHomepage, readManifest, root, run } from '../build/packages.ts';
import {
  nodeComponent,
  npmBill,
  postgresComponents,
  textOf,
  withParts,
} from './bill-of-materials.ts';
import { copyNode, installSallyport } from './installation.ts';
import { releaseFolder } from './release-folder.ts';
import { settleTimes } from './reproducible.ts';
import type { Artefact } from './tools.ts';

const sources = join(root, 'deploy/debian');
const units = ['sallyport', 'sallyport-issuer', 'sallyport-gateway'];
/** Of Debian, by Node's names of processors. */
const architectures: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

/** A package with a Node of its own, and a systemd unit for each role. */
export const debianPackage = (tarballs: readonly string[], folder = releaseFolder): Artefact => ({
  name: 'the Debian package',
  tools: ['dpkg-deb'],
  install: 'apt-get install dpkg',
  make: () => makePackage(tarballs, folder),
});

async function makePackage(tarballs: readonly string[], folder: string): Promise<void> {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'sallyport-debian-'));
  const files = temporary.path;
  await chmod(files, 0o755);
  await copyNode(join(files, 'usr/lib/sallyport/node'));
  await installSallyport(tarballs, join(files, 'usr/lib/sallyport'));
  await put(files, 'usr/bin/sallyport', await source('sallyport'), 0o755);
  await put(files, 'usr/lib/sysusers.d/sallyport.conf', await source('sysusers.conf'));
  await writeUnits(files);
  await mkdir(join(files, 'etc/sallyport'), { recursive: true });
  await put(files, 'usr/share/doc/sallyport/README.md', await source('README.md'));
  await cp(join(root, 'LICENSE'), join(files, 'usr/share/doc/sallyport/copyright'));
  const { version } = await readManifest('sallyport');
  for (const script of ['postinst', 'prerm', 'postrm'])
    await put(files, `DEBIAN/${script}`, await source(script), 0o755);
  await put(files, 'DEBIAN/control', control(version, await readHomepage()));
  run('chmod', '-R', 'go-w,a+rX', files);
  settleTimes(files);
  run('dpkg-deb', '--root-owner-group', '-Zzstd', '-z12', '--build', files, folder);
  const installation = join(files, 'usr/lib/sallyport');
  const parts = [nodeComponent(), ...(await postgresComponents(installation))];
  const bill = withParts(npmBill(installation, 'sallyport'), 'application', parts);
  const name = `sallyport_${debianVersion(version)}_${architectures[process.arch]}.cdx.json`;
  await writeFile(join(folder, name), textOf(bill));
}

/** Each unit has the same lines that keep it in, and its section for being enabled. */
async function writeUnits(files: string): Promise<void> {
  const common = await source('systemd/common.conf');
  for (const unit of units) {
    const text = await source(`systemd/${unit}.service`);
    await put(files, `usr/lib/systemd/system/${unit}.service`, text + common);
  }
}

const source = (name: string): Promise<string> => readFile(join(sources, name), 'utf8');

async function put(files: string, path: string, text: string, mode = 0o644): Promise<void> {
  const target = join(files, path);
  await mkdir(join(target, '..'), { recursive: true });
  await writeFile(target, text, { mode });
}

/** A tilde sorts before everything, so that 1.0.0~beta.1 is older than 1.0.0. */
const debianVersion = (version: string): string => version.replace('-', '~');

const control = (version: string, homepage: string): string => `Package: sallyport
Version: ${debianVersion(version)}
Architecture: ${architectures[process.arch]}
Maintainer: Sallyport maintainers <packages@sallyport.example>
Section: net
Priority: optional
Homepage: ${homepage}
Depends: libatomic1, libc6 (>= 2.28), libstdc++6, systemd
Description: authorization server and API gateway made as one system
 OAuth 2.1, OpenID Connect, phantom tokens, a token handler for browsers, and
 permissions that are never stale. With the Node and the PostgreSQL that it runs on.
`;
