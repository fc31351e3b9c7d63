import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from './chromium.ts';
import { prepareNetwork } from './network.ts';

/**
 * A real Chromium with its security on: `canary.long.test.ts` proves it. Of all names it knows the
 * sites of these tests and this machine, where a native application listens for its answer, and of all
 * unknown certificates theirs.
 */
export async function launchBrowser(): Promise<Browser> {
  const [executablePath, { spki }] = await Promise.all([chromiumPath(), prepareNetwork()]);
  return chromium.launch({
    executablePath,
    args: [
      // Chromium refuses to run as root within its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--host-resolver-rules=MAP *.test 127.0.0.1, EXCLUDE localhost, EXCLUDE 127.0.0.1, MAP * ~NOTFOUND',
      `--ignore-certificate-errors-spki-list=${spki}`,
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
