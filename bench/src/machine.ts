import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** The processors that each side of a trial is held to; null where they cannot be kept apart. */
export interface Pinning {
  server: number;
  load: number;
}

/** `0-2,5` → 0, 1, 2, 5. */
export function parseCpuList(text: string): number[] {
  return text
    .trim()
    .split(',')
    .flatMap((range) => {
      const [from, to = from] = range.split('-').map(Number);
      return Array.from({ length: to! - from! + 1 }, (_, index) => from! + index);
    });
}

/** Two processors to pin to, or why there are none. */
export function findPinning(): Pinning | { unavailable: string } {
  if (process.platform !== 'linux') {
    return { unavailable: `there is no taskset on ${process.platform}` };
  }
  if (spawnSync('taskset', ['-V']).status !== 0) {
    return { unavailable: 'taskset is not installed (package util-linux)' };
  }
  const status = readFileSync('/proc/self/status', 'utf8');
  const allowed = /^Cpus_allowed_list:\s*(.+)$/m.exec(status)?.[1];
  const [server, load] = allowed ? parseCpuList(allowed) : [];
  if (server === undefined || load === undefined) {
    return { unavailable: 'this process may use one processor only' };
  }
  return { server, load };
}

/** The command line that runs a Node program on one processor, or anywhere. */
export function nodeOn(processor: number | null, args: readonly string[]): [string, string[]] {
  if (processor === null) return [process.execPath, [...args]];
  return ['taskset', ['-c', String(processor), process.execPath, ...args]];
}

export function describeMachine() {
  return {
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
