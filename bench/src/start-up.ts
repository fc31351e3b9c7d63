import { fetchToken, type Installation, install, startSallyport } from './contenders/sallyport.ts';
import { type Memory, readMemory, readTree } from './proc.ts';
import type { Row, RowReport, Settings } from './row.ts';
import { inScratch } from './scratch.ts';
import { summarize } from './statistics.ts';
import { number, table } from './table.ts';

/** One start, from nothing running to the first access token, and what it occupies then. */
interface Start {
  readyMilliseconds: number;
  firstTokenMilliseconds: number;
  idle: Memory;
  afterLoad: Memory;
}

const targets = { readyMilliseconds: 1_500, bytes: 250 * 1024 * 1024 };
/** Enough for the code to be compiled and the pools to be full. */
const loadTokens = 5_000;

/** Not pinned: a start has both processors, as on the machine of a person who tries it. */
export const startUp: Row = {
  name: 'start',
  title: 'Start to first token, and resident memory (PSS) of Sallyport without examples',
  async measure(settings) {
    const first: Start[] = [];
    const second: Start[] = [];
    for (let round = 0; round < settings.rounds; round++) {
      await inScratch(async (scratch) => {
        const installation = await install(scratch, null);
        first.push(await startOnce(installation));
        second.push(await startOnce(installation));
      });
      say(settings, round, second.at(-1)!);
    }
    return report(first, second);
  },
};

function say({ say, rounds }: Settings, round: number, { readyMilliseconds }: Start): void {
  say(`start: round ${round + 1} of ${rounds}: again in ${Math.round(readyMilliseconds)} ms`);
}

async function startOnce(installation: Installation): Promise<Start> {
  const began = performance.now();
  const { pid, stop } = await startSallyport(installation);
  try {
    const readyMilliseconds = performance.now() - began;
    await fetchToken(installation.issuer);
    const firstTokenMilliseconds = performance.now() - began;
    const idle = readMemory(readTree(pid));
    await load(installation.issuer);
    return {
      readyMilliseconds,
      firstTokenMilliseconds,
      idle,
      afterLoad: readMemory(readTree(pid)),
    };
  } finally {
    await stop();
  }
}

async function load(issuer: string): Promise<void> {
  let left = loadTokens;
  const worker = async () => {
    while (left-- > 0) await fetchToken(issuer);
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

const sum = ({ serverBytes, postgresBytes }: Memory): number => serverBytes + postgresBytes;
const megabytes = (bytes: number): string => number(bytes / 1024 / 1024);

function report(first: Start[], second: Start[]): RowReport {
  const columns = [
    'start',
    'ready ms',
    'spread',
    'first\ntoken ms',
    'MB',
    'server',
    'PG',
    'loaded',
  ];
  const line = (name: string, starts: readonly Start[]): string[] => {
    const of = (read: (start: Start) => number) => summarize(starts.map(read));
    const ready = of((start) => start.readyMilliseconds);
    return [
      name,
      number(ready.median),
      `${number(ready.least)} to ${number(ready.most)}`,
      number(of((start) => start.firstTokenMilliseconds).median),
      megabytes(of(({ idle }) => sum(idle)).median),
      megabytes(of(({ idle }) => idle.serverBytes).median),
      megabytes(of(({ idle }) => idle.postgresBytes).median),
      megabytes(of(({ afterLoad }) => sum(afterLoad)).median),
    ];
  };
  const ready = summarize(second.map((start) => start.readyMilliseconds)).median;
  const bytes = summarize(second.map(({ idle }) => sum(idle))).median;
  const verdict = (met: boolean) => (met ? 'met' : 'MISSED');
  const remarks = [
    `  Target: ready in at most ${number(targets.readyMilliseconds)} ms the second time: ` +
      `${verdict(ready <= targets.readyMilliseconds)}.`,
    `  Target: at most ${megabytes(targets.bytes)} MB together: ${verdict(bytes <= targets.bytes)}.`,
  ];
  return {
    text: [table(columns, [line('first', first), line('second', second)]), ...remarks].join('\n'),
    data: { targets, first, second },
    errors: [],
  };
}
