import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { Person } from './people.ts';
import { submitSignIn } from './visit.ts';

const program = fileURLToPath(new URL('../../packages/console/build/main.ts', import.meta.url));

/** The console's files, made from the sources as they are now, unless they are there. */
export async function builtConsole(): Promise<void> {
  await promisify(execFile)(process.execPath, [program]);
}

/** Opens a view of the console, and signs in at the issuer on the way there. */
export async function signInToConsole(page: Page, view: string, person: Person): Promise<void> {
  await page.goto(view);
  await page.getByLabel('E-mail address').waitFor();
  await submitSignIn(page, person);
}

/** What was done or refused, where the console tells it. */
export const toastOf = (page: Page, text: string) =>
  page.getByTestId('toast').filter({ hasText: text });

/** Chooses one of several in the console, by writing how it begins. */
export async function pick(page: Page, label: string, id: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${label}: `) }).click();
  await page.getByRole('searchbox', { name: label }).fill(id.slice(0, 4));
  await page.getByRole('menuitem', { name: new RegExp(`^${id}\\b`) }).click();
}
