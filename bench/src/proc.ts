import { readdirSync, readFileSync } from 'node:fs';

/** What `/proc/<pid>/stat` says of one process (proc_pid_stat(5)). */
export interface ProcessStat {
  pid: number;
  command: string;
  parent: number;
  /** User and system time of itself and of the children it has waited for, in ticks. */
  ticks: number;
}

/** `USER_HZ`, which Linux fixes at 100 for everything it shows in `/proc`. */
const ticksPerSecond = 100;

/** The command may hold spaces and parentheses, so the fields count from the last `)`. */
export function parseStat(text: string): ProcessStat {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  // Field 3, the state, is fields[0]; utime, stime, cutime and cstime are fields 14 to 17.
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  if (open < 1 || close < open || !Number.isFinite(ticks)) {
    throw new SyntaxError('This is not the content of a /proc/<pid>/stat.');
  }
  return {
    pid: Number(text.slice(0, open)),
    command: text.slice(open + 1, close),
    parent: Number(fields[1]),
    ticks,
  };
}

/** The proportional set size in `/proc/<pid>/smaps_rollup`, in bytes. */
export function parsePss(text: string): number {
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  if (kibibytes === undefined) {
    throw new SyntaxError('This smaps_rollup has no line "Pss".');
  }
  return Number(kibibytes) * 1024;
}

/** Busy time of all processors in the first line of `/proc/stat`, in seconds. */
export function parseBusySeconds(text: string): number {
  const [, user, nice, system, , , irq, softirq] = text.split('\n')[0]!.split(/\s+/).map(Number);
  return (user! + nice! + system! + irq! + softirq!) / ticksPerSecond;
}

/** The process and all that descend from it. */
export function descendants(all: readonly ProcessStat[], root: number): ProcessStat[] {
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid: parent } of found) {
    found.push(...all.filter((process) => process.parent === parent));
  }
  return found;
}

/** A contender's processes: PostgreSQL's apart, which are all that bear its name. */
export interface Usage {
  serverCpuSeconds: number;
  postgresCpuSeconds: number;
}

export function usageOf(tree: readonly ProcessStat[]): Usage {
  const seconds = (mine: boolean) =>
    tree
      .filter(({ command }) => (command === 'postgres') !== mine)
      .reduce((sum, { ticks }) => sum + ticks / ticksPerSecond, 0);
  return { serverCpuSeconds: seconds(true), postgresCpuSeconds: seconds(false) };
}

/** Every process of the machine. One that ends while we look is left out. */
function readAll(): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))];
      } catch (error) {
        if (isGone(error)) return [];
        throw error;
      }
    });
}

export const readTree = (root: number): ProcessStat[] => descendants(readAll(), root);

export const readBusySeconds = (): number => parseBusySeconds(readFileSync('/proc/stat', 'utf8'));

export interface Memory {
  serverBytes: number;
  postgresBytes: number;
}

/** Memory that these processes occupy, with what they share counted once. */
export function readMemory(tree: readonly ProcessStat[]): Memory {
  const memory: Memory = { serverBytes: 0, postgresBytes: 0 };
  for (const { pid, command } of tree) {
    try {
      const pss = parsePss(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
      memory[command === 'postgres' ? 'postgresBytes' : 'serverBytes'] += pss;
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return memory;
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ESRCH';
}
