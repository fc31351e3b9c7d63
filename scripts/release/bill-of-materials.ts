import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresPath } from './installation.ts';
import { sourceTime } from './reproducible.ts';
import { npm } from './tools.ts';

/** What something consists of, in CycloneDX 1.5. */
export interface BillOfMaterials {
  serialNumber?: string;
  metadata: { component: Component; timestamp?: string };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

export interface Component {
  'bom-ref': string;
  type: 'application' | 'container' | 'library';
  name: string;
  version: string;
  purl: string;
  /** What vulnerabilities of software without a package are listed by. */
  cpe?: string;
  externalReferences?: { type: string; url: string }[];
}

/** Of a project of npm, by its lock file or by what is installed. */
export function npmBill(project: string, name: string, ...form: string[]): BillOfMaterials {
  const told = npm(project, 'sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', ...form);
  const bill: BillOfMaterials = JSON.parse(told);
  const { component } = bill.metadata;
  return {
    ...bill,
    // npm takes the name of the folder, which is a temporary one.
    metadata: { ...bill.metadata, component: { ...component, name } },
    components: bill.components.map(withoutPlaces),
  };
}

/** A tarball's place on the machine that installed it says nothing to others. */
function withoutPlaces(component: Component): Component {
  const kept = component.externalReferences?.filter(({ url }) => !url.startsWith('file:'));
  return { ...component, ...(kept && { externalReferences: kept }) };
}

/** The same with what did not come by npm. */
export function withParts(
  bill: BillOfMaterials,
  type: Component['type'],
  parts: readonly Component[],
): BillOfMaterials {
  const component = { ...bill.metadata.component, type };
  const refs = parts.map((part) => part['bom-ref']);
  return {
    ...bill,
    metadata: { ...bill.metadata, component },
    components: [...bill.components, ...parts],
    dependencies: [
      ...bill.dependencies.map((each) =>
        each.ref === component['bom-ref']
          ? { ...each, dependsOn: [...each.dependsOn, ...refs] }
          : each,
      ),
      ...refs.map((ref) => ({ ref, dependsOn: [] })),
    ],
  };
}

/**
 * As a file. npm writes the time into it, and a random serial number: here it is the time of the commit,
 * and a number of the content (RFC 9562, section 5.8).
 */
export function textOf({ serialNumber, metadata, ...rest }: BillOfMaterials): string {
  const same = { ...rest, metadata: { ...metadata, timestamp: sourceTime } };
  const digest = createHash('sha256').update(JSON.stringify(same)).digest('hex');
  const uuid = digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
  return `${JSON.stringify({ ...same, serialNumber: `urn:uuid:${uuid}` }, null, 2)}\n`;
}

/** The Node that this runs with, of which copies are handed out. */
export const nodeComponent = (): Component =>
  upstream('node', process.versions.node, 'nodejs:node.js');

/** PostgreSQL as it is in an installation, with the libraries of its own whose versions can be told. */
export async function postgresComponents(installation: string): Promise<Component[]> {
  const [platform] = await readdir(join(installation, postgresPath));
  const folder = join(installation, postgresPath, platform!);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const libraries = await readdir(join(folder, 'native/lib'));
  const crypto = await readFile(join(folder, 'native/lib/libcrypto.so.1.1'), 'latin1');
  return [
    upstream('postgresql', /^\d+\.\d+/.exec(version)![0], 'postgresql:postgresql'),
    upstream('openssl', /OpenSSL (\d+\.\d+\.\d+\w*) /.exec(crypto)![1]!, 'openssl:openssl'),
    upstream(
      'icu',
      /^libicuuc\.so\.(\d+\.\d+)$/m.exec(libraries.join('\n'))![1]!,
      'icu-project:international_components_for_unicode',
    ),
  ];
}

const upstream = (name: string, version: string, product: string): Component => ({
  'bom-ref': `${name}@${version}`,
  type: 'application',
  name,
  version,
  purl: `pkg:generic/${name}@${version}`,
  cpe: `cpe:2.3:a:${product}:${version}:*:*:*:*:*:*:*`,
});

/** Where an image says which packages of Debian it has, as scanners look for it in images without dpkg. */
export const debianStatus = 'var/lib/dpkg/status.d';

/** Packages of Debian, by the files that the image itself has of them. */
export async function debianComponents(files: string, suite: string): Promise<Component[]> {
  const names = (await readdir(join(files, debianStatus))).sort();
  return Promise.all(
    names.map(async (file): Promise<Component> => {
      const control = await readFile(join(files, debianStatus, file), 'utf8');
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(control)![1]!;
      const [name, version] = [field('Package'), field('Version')];
      const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}`;
      return {
        'bom-ref': purl,
        type: 'library',
        name,
        version,
        purl: `${purl}?arch=${field('Architecture')}&distro=${suite}`,
      };
    }),
  );
}
