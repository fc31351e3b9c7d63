import { parseArgs } from 'node:util';

export interface ReleaseOptions {
  publish: boolean;
  provenance: boolean;
  /** The packages of npm alone, without what is made from them. */
  packagesOnly: boolean;
}

export const usage = `npm run release -- [options]

  --packages            make the packages of npm alone, not images, .deb, chart and single file
  --publish             also publish the packages, from a CI whose identity npm can put on record
  --without-provenance  publish from anywhere
  --help                this text

Everything is put into dist/release, which is emptied before. Without --publish nothing leaves this
machine. docs/howto/release.md says what is made, and of what.
`;

/** @throws Error that says what is wrong with the command line; null when help was asked for */
export function parseOptions(args: string[]): ReleaseOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      packages: { type: 'boolean', default: false },
      publish: { type: 'boolean', default: false },
      'without-provenance': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  return {
    publish: values.publish,
    provenance: !values['without-provenance'],
    packagesOnly: values.packages,
  };
}
