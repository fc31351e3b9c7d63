import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** `sallyport open-api`, whose stdout is where the shell lets it go. */
const openApi = (where: string) =>
  new Promise<{ code: unknown; stderr: string }>((resolve) => {
    const script = `set -o pipefail; "$0" "$1" open-api ${where}`;
    execFile('/bin/bash', ['-c', script, process.execPath, main], (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });

test('on a full disk the exit code says that the output is not whole', async () => {
  expect(await openApi('> /dev/full')).toEqual({
    code: 1,
    stderr: 'The output cannot be written: the disk is full.\n',
  });
});

test('a reader that has seen enough is no error', async () => {
  expect(await openApi('| head -c 1')).toEqual({ code: 0, stderr: '' });
});
