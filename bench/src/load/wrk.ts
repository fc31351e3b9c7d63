import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Target } from '../contender.ts';
import type { Measured } from './generator.ts';

/**
 * wrk costs a quarter of what our generator does, so that a fast server is the limit and not the
 * load. It does not look at bodies: our generator does, in the warm-up.
 */
export const hasWrk = (): boolean => spawnSync('wrk', ['-v']).error === undefined;

interface WrkLoad {
  target: Target;
  connections: number;
  seconds: number;
  /** An empty directory. */
  directory: string;
}

/** @throws Error when an answer was no success or a connection failed */
export async function runWrk(load: WrkLoad): Promise<Measured> {
  const { target, connections, seconds, directory } = load;
  const script = join(directory, 'wrk.lua');
  writeFileSync(script, scriptFor(target));
  const args = [
    ...['-t1', `-c${connections}`, `-d${Math.max(1, Math.round(seconds))}s`, '--latency'],
    ...['--timeout', '10s', '-s', script, target.url],
  ];
  const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return parseWrk(await text(child.stdout));
}

/** A string of Lua: what JSON escapes, Lua reads alike, as long as it is printable ASCII. */
const quote = (value: string): string => JSON.stringify(value);

function scriptFor({ method, headers, body = '' }: Target): string {
  const lines = [`wrk.method = ${quote(method)}`, `wrk.body = ${quote(body)}`];
  for (const [name, value] of Object.entries(headers)) {
    lines.push(`wrk.headers[${quote(name)}] = ${quote(value)}`);
  }
  if (method === 'GET') lines.push('wrk.body = nil');
  return `${lines.join('\n')}\n`;
}

const milliseconds = { us: 0.001, ms: 1, s: 1000, m: 60_000 } as const;

/** Reads what wrk prints, with its own sentence as the error where requests failed. */
export function parseWrk(printed: string): Measured {
  const failed = /^\s*(?:Non-2xx or 3xx responses:|Socket errors:).*$/m.exec(printed)?.[0];
  if (failed) throw new Error(`wrk: ${failed.trim()}`);
  const total = /^\s*(\d+) requests in ([\d.]+)(us|ms|s|m),/m.exec(printed);
  const at = (percent: number): number => {
    const found = new RegExp(`^\\s*${percent}%\\s+([\\d.]+)(us|ms|s|m)$`, 'm').exec(printed);
    return found
      ? Number(found[1]) * milliseconds[found[2] as keyof typeof milliseconds]
      : Number.NaN;
  };
  if (!total) throw new Error(`wrk printed something else: ${printed.slice(0, 200)}`);
  return {
    requests: Number(total[1]),
    seconds: (Number(total[2]) * milliseconds[total[3] as keyof typeof milliseconds]) / 1000,
    p50Milliseconds: at(50),
    p99Milliseconds: at(99),
  };
}
