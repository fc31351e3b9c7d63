#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded, so that it comes out of the cache from the second start on.
enableCompileCache();
const { run } = await import('./run.ts');
await run(process.argv);
