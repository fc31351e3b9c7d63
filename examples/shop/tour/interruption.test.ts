import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const program = `
  import { listenForInterruption, unlessAborted } from ${JSON.stringify(new URL('interruption.ts', import.meta.url).href)};
  const signal = listenForInterruption();
  const endless = new Promise((resolve) => setTimeout(resolve, 60_000));
  console.log('at work');
  try {
    await unlessAborted(endless, signal);
  } catch (error) {
    console.log('clearing up');
    process.exit(error.exitCode);
  }`;

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s lets the program clear up, and end with %i', async ([signal, exitCode]) => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child.stdout, 'data');
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([exitCode, null]);
  expect(output).toBe('at work\nclearing up\n');
});
