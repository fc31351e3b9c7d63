import { writeFile } from 'node:fs/promises';
import { goldens } from './goldens.ts';

for (const { path, make } of goldens) {
  await writeFile(new URL(`../${path}`, import.meta.url), make());
  console.log(path);
}
