/**
 * `npm run release`: makes everything that is published, in `dist/release`, and publishes nothing
 * unless it is told to (`--help`). Each kind of artefact is a file of `release/`; what this machine
 * has not the tools for is left out, with a line that says so.
 */
import { mkdir, rm } from 'node:fs/promises';
import { run } from './build/packages.ts';
import { makeChart } from './release/chart.ts';
import { writeChecksums } from './release/checksums.ts';
import { debianPackage } from './release/debian.ts';
import { images } from './release/images.ts';
import { makePackages } from './release/npm.ts';
import { parseOptions, type ReleaseOptions, usage } from './release/options.ts';
import { publishPackages, refusePublish } from './release/publish.ts';
import { releaseFolder } from './release/release-folder.ts';
import { makeSingleFile } from './release/single-file.ts';
import { makeWherePossible } from './release/tools.ts';

const { publish, packagesOnly, ...how } = readOptions();
const refusal = publish ? refusePublish(how) : null;
if (refusal !== null) {
  console.error(refusal);
  process.exit(1);
}

await rm(releaseFolder, { recursive: true, force: true });
await mkdir(releaseFolder, { recursive: true });
run(process.execPath, 'scripts/build.ts');
const packages = await makePackages();
if (!packagesOnly) {
  for (const artefact of [images(packages), debianPackage(packages)])
    await makeWherePossible(artefact);
  await makeChart();
  await makeSingleFile();
}
const files = await writeChecksums();
console.log(`Made ${files.join(', ')} in dist/release.`);
if (publish) publishPackages(packages, how);

function readOptions(): ReleaseOptions {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options) return options;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}
