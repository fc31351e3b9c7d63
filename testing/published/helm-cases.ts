import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/build/packages.ts';

const folder = join(root, 'deploy/helm/cases');

/** Values for the chart, and what it makes of them. */
export const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.values.yaml'))
  .map((name) => name.replace('.values.yaml', ''));

export const valuesOf = (name: string): string => join(folder, `${name}.values.yaml`);
export const goldenOf = (name: string): string => join(folder, `${name}.golden.yaml`);
