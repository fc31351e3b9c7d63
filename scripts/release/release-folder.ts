import { join } from 'node:path';
import { root } from '../build/packages.ts';

export const releaseFolder = join(root, 'dist', 'release');
