/** The files and folders of this repository that a document names in backticks. */
export function documentedPaths(text: string): string[] {
  const prose = text.replace(/^```.*?^```/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)]
    .map(([, quoted]) => quoted!)
    .filter((quoted) => (isFile.test(quoted) || isFolder.test(quoted)) && !/^x\./.test(quoted));
}

/** `x.ts` is left out above: it stands for any file of that suffix. */
const isFile = /^[\w@.-]+(?:\/[\w@.-]+)*\.(?:ts|mjs|json|sql|md|yaml|txt|css)$/;
const isFolder = /^(?:[\w.-]+\/)+$/;

/**
 * Whether one of the files has this path, or ends with it: documents leave out the first folders
 * where it is clear which package they mean.
 *
 * @param files from the root of the repository, with forward slashes.
 */
export const isPathOf = (path: string, files: readonly string[]): boolean =>
  path.endsWith('/')
    ? files.some((file) => `/${file}`.includes(`/${path}`))
    : files.some((file) => `/${file}`.endsWith(`/${path}`));
