/**
 * `npm run release`: makes everything that is published, in `dist/release`, and publishes nothing.
 * `npm run release -- --publish` also publishes the packages, from a CI whose identity npm can put
 * on record (provenance), or with --without-provenance from anywhere. Each kind of artefact is a
 * file of `release/`; what this machine has not the tools for is left out, with a line that says so.
 */
import { mkdir, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { run } from './build/packages.ts';
import { makeChart } from './release/chart.ts';
import { writeChecksums } from './release/checksums.ts';
import { debianPackage } from './release/debian.ts';
import { images } from './release/images.ts';
import { makePackages } from './release/npm.ts';
import { publishPackages, refusePublish } from './release/publish.ts';
import { releaseFolder } from './release/release-folder.ts';
import { makeSingleFile } from './release/single-file.ts';
import { makeWherePossible } from './release/tools.ts';

const { values } = parseArgs({
  options: {
    publish: { type: 'boolean', default: false },
    'without-provenance': { type: 'boolean', default: false },
  },
});
const how = { provenance: !values['without-provenance'] };
const refusal = values.publish ? refusePublish(how) : null;
if (refusal !== null) {
  console.error(refusal);
  process.exit(1);
}

await rm(releaseFolder, { recursive: true, force: true });
await mkdir(releaseFolder, { recursive: true });
run(process.execPath, 'scripts/build.ts');
const packages = await makePackages();
for (const artefact of [images(packages), debianPackage(packages)])
  await makeWherePossible(artefact);
await makeChart();
await makeSingleFile();
const files = await writeChecksums();
console.log(`Made ${files.join(', ')} in dist/release.`);
if (values.publish) publishPackages(packages, how);
