import module from 'node:module';
import { availableParallelism } from 'node:os';

/** V8 takes twice this for new objects, in megabytes; by itself up to 16. */
const semiSpace = 8;
const flag = '--max-semi-space-size';

/**
 * How Node is started for the process that does the work. New objects get less room than V8 would take, which
 * saves 18 to 40 MB under load for some hundredths of a request's CPU (ADR 5); what the operator says goes first. And what it
 * loads comes from the compile cache from the first file on: for source, without Node's reader of TypeScript, 14 MB.
 * Passwords are hashed on all processors but one, in libuv's threads, of which others need some too.
 */
export function nodeSettings({ execArgv, env }: Pick<NodeJS.Process, 'execArgv' | 'env'>): {
  execArgv: string[];
  env: NodeJS.ProcessEnv;
} {
  const isSet = [...execArgv, env['NODE_OPTIONS'] ?? ''].some((each) => each.includes(flag));
  const cache = module.getCompileCacheDir();
  return {
    execArgv: isSet ? [...execArgv] : [...execArgv, `${flag}=${semiSpace}`],
    env: {
      UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism() + 3)),
      ...env,
      ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }),
    },
  };
}
