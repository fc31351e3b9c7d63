import { writeFile } from 'node:fs/promises';
import { disposableDomainsFile } from '../packages/issuer/src/abuse/disposable-domains.ts';
import { breachedPasswordsFile } from '../packages/issuer/src/passwords/breached-passwords.ts';
import { breachedPasswords } from './breached-passwords.ts';
import { disposableDomains } from './disposable-domains.ts';
import { goldens } from './goldens.ts';

await writeFile(breachedPasswordsFile, breachedPasswords());
await writeFile(disposableDomainsFile, disposableDomains());
for (const { path, make } of goldens) {
  await writeFile(new URL(`../${path}`, import.meta.url), make());
  console.log(path);
}
