import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';

const program = fileURLToPath(new URL('../../packages/console/build/main.ts', import.meta.url));

/** The console's files, made from the sources as they are now, unless they are there. */
export async function builtConsole(): Promise<void> {
  await promisify(execFile)(process.execPath, [program]);
}

/** Chooses one of several in the console, by writing how it begins. */
export async function pick(page: Page, label: string, id: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${label}: `) }).click();
  await page.getByRole('searchbox', { name: label }).fill(id.slice(0, 4));
  await page.getByRole('menuitem', { name: new RegExp(`^${id}\\b`) }).click();
}
