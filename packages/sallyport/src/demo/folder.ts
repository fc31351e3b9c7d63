/** What npm, git and macOS put in a folder without being asked by name. */
const unasked = ['package.json', 'package-lock.json', 'node_modules', '.git', '.DS_Store'];

/** In a data directory of the demo, says what it is. */
export const marker = 'DEMO.txt';

export const markerText = `This data directory belongs to "sallyport demo". The passwords and secrets in it are
published with Sallyport: keep nothing here that is yours.
`;

const usualDataDir = '.sallyport';

/** Where the demo keeps its data, or why it does not start. */
export type Claim = { dataDir: string } | { refused: string };

/**
 * The demo declares users and clients whose passwords are published, and takes away what it does not
 * declare. So it starts only where nothing else is: in a folder of its own, or on a data directory
 * that it made itself.
 *
 * @param given the data directory that was asked for, if one was
 * @param list the names in a directory; null where there is none
 */
export function claimFolder(
  given: string | undefined,
  list: (directory: string) => readonly string[] | null,
): Claim {
  const dataDir = given ?? usualDataDir;
  const data = list(dataDir) ?? [];
  if (data.length > 0 && !data.includes(marker)) {
    return {
      refused:
        `The data directory ${dataDir} was not made by the demo, which would change what it holds. ` +
        'Start the demo in another folder, or give it a directory of its own with --data-dir.',
    };
  }
  const foreign = (list('.') ?? []).filter(
    (name) => name !== usualDataDir && !unasked.includes(name),
  );
  if (given === undefined && data.length === 0 && foreign.length > 0) {
    return {
      refused:
        `This folder is not empty: it has ${enumerate(foreign)}. Start the demo in a folder of its own ` +
        '(mkdir sallyport-demo && cd sallyport-demo), or name a directory for its data with --data-dir.',
    };
  }
  return { dataDir };
}

function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
