#!/usr/bin/env node
import module from 'node:module';
import { refuseNode } from './node-version.ts';
import { engines } from './version.ts';

const refusal = refuseNode(process.versions.node, engines.node);
if (refusal) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}
// Before anything else is loaded, so that from the second start on it comes from the compile cache.
// The demo keeps its cache in its own folder.
if (process.argv[2] !== 'demo') module.enableCompileCache();
// Without a top-level `await`, which would be a syntax error in the versions that are refused here.
void import('./run.ts').then(({ run }) => run(process.argv));
