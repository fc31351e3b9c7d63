import { writeFile } from 'node:fs/promises';
import { breachedPasswordsFile } from '../packages/issuer/src/passwords/breached-passwords.ts';
import { breachedPasswords } from './breached-passwords.ts';
import { goldens } from './goldens.ts';

await writeFile(breachedPasswordsFile, breachedPasswords());
for (const { path, make } of goldens) {
  await writeFile(new URL(`../${path}`, import.meta.url), make());
  console.log(path);
}
