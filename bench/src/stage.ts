import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { type Offer, requestVariable, scratchVariable, upstreamVariable } from './contender.ts';
import type { ProxiedRequest } from './contenders/proxied.ts';
import type { Settings } from './row.ts';
import { inScratch, passable } from './scratch.ts';

/** The processes that a row measures, and those beside the load generator. */
export interface Stage {
  entrants: Entrant[];
  /** Contenders that did not start, with the reason. */
  failed: Record<string, string>;
  helpers: Child[];
}

interface Entrant {
  name: string;
  child: Child;
  offer: Offer;
}

interface Needs {
  name: string;
  /** Their names, and their files in `contenders/`. */
  contenders: Record<string, string>;
  /** What goes through proxies to `upstream.ts`, which runs beside the load generator. */
  request?: ProxiedRequest;
}

/** Starts what a row needs, and stops it when the row has used it. */
export async function onStage<Result>(
  row: Needs,
  settings: Settings,
  use: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  return inScratch(async (scratch) => {
    const children: Child[] = [];
    try {
      return await use(await startAll(row, settings, scratch, children));
    } finally {
      await Promise.all(children.map((child) => child.stop()));
    }
  });
}

async function startAll(
  row: Needs,
  { pinning, say }: Settings,
  scratch: string,
  children: Child[],
): Promise<Stage> {
  const start = (file: string, processor: number | undefined, env: Record<string, string>) => {
    const child = startChild(new URL(file, import.meta.url), processor ?? null, env);
    children.push(child);
    return child;
  };
  const environment: Record<string, string> = {};
  const stage: Stage = { entrants: [], failed: {}, helpers: [] };
  if (row.request) {
    environment[requestVariable] = row.request;
    const upstream = start('upstream.ts', pinning?.load, {});
    stage.helpers.push(upstream);
    environment[upstreamVariable] = (await upstream.ask<{ origin: string }>()).origin;
  }
  for (const [name, file] of Object.entries(row.contenders)) {
    say(`${row.name}: starting ${name}`);
    try {
      const own = await mkdtemp(join(scratch, 'contender-'));
      await chmod(own, passable);
      const child = start(`contenders/${file}`, pinning?.server, {
        ...environment,
        [scratchVariable]: own,
      });
      stage.entrants.push({ name, child, offer: await child.ask<Offer>() });
    } catch (error) {
      stage.failed[name] = (error as Error).message;
    }
  }
  return stage;
}
