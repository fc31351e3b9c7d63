import type { Sql } from '../../packages/issuer/src/database/connection.ts';
import { readFacts } from '../../packages/issuer/src/swap/facts.store.ts';
import { nextSecond } from '../../packages/issuer/src/swap/facts-reader.service.ts';
import { dayMs, dayOf } from '../../packages/issuer/src/tokens/sealed-token.ts';
import { openDatabase } from './contenders/database.ts';
import { fillDirectory, type Member, sizesFor } from './contenders/fill-directory.ts';
import {
  fetchToken,
  type Installation,
  install,
  ordersApi,
  startSallyport,
  webClient,
} from './contenders/sallyport.ts';
import { createTimer } from './execution-time.ts';
import type { Row, RowReport, Settings } from './row.ts';
import { inScratch } from './scratch.ts';
import { median, percentile, summarize } from './statistics.ts';
import { number, table } from './table.ts';

const targets = { factsP99Milliseconds: 2, searchP99Milliseconds: 50, importedPerSecond: 1_000 };
const batch = 1_000;
const longestPrefix = 6;
/** Enough for the statements to be prepared and their plans kept. */
const warmUps = 20;
const samples = 5_000;

interface Measured {
  facts: number[];
  /** What of it is PostgreSQL's own time. */
  factsInDatabase: number[];
  searches: number[];
  /** Milliseconds of each batch. */
  imports: number[];
}

/** Not pinned: issuer and database share the machine. */
export const directory: Row = {
  name: 'directory',
  title: 'Directory: 1,000,000 people (or --people), 10,000 groups, 1,000 roles; one caller',
  measure: (settings) => inScratch((scratch) => measure(scratch, settings)),
};

async function measure(scratch: string, settings: Settings): Promise<RowReport> {
  await using started = new AsyncDisposableStack();
  const installation = await install(scratch, null, { administrator: true });
  const { stop } = await startSallyport(installation);
  started.defer(stop);
  const sql = await openDatabase(scratch);
  started.defer(() => sql.end());
  const sizes = sizesFor(settings.people);
  const began = performance.now();
  const grantsEnd = new Date(Date.now() + dayMs);
  const members = await fillDirectory(sql, sizes, { count: samples, grantsEnd });
  settings.say(`directory: filled in ${number((performance.now() - began) / 1000)} s`);

  const caller = createCaller(installation);
  const readers = {
    facts: (index: number) => readFactsOf(sql, members[index % members.length]!, grantsEnd),
    searches: async (index: number) => {
      const query = encodeURIComponent(prefixOf(members[index % members.length]!, index));
      const { items } = await caller<{ items: unknown[] }>(`users?q=${query}`);
      if (items.length === 0) throw new Error(`Nobody was found by ${query}.`);
    },
    imports: async (index: number) => {
      const body = { users: Array.from({ length: batch }, (_, n) => newcomer(index, n, sizes)) };
      const { created } = await caller<{ created: number }>('users/import', body);
      if (created !== batch) throw new Error(`Of ${batch} people, ${created} were imported.`);
    },
  };
  const executionTime = createTimer(sql);
  const factsInDatabase = (index: number) => {
    const member = members[index % members.length]!;
    return executionTime((timed) => readFactsOf(timed, member, grantsEnd));
  };
  const next = { facts: 0, searches: 0, imports: 0 };
  for (let n = 0; n < warmUps; n++) {
    await readers.facts(next.facts++);
    await factsInDatabase(next.facts++);
    await readers.searches(next.searches++);
  }
  await readers.imports(next.imports++);
  const rounds: Measured[] = [];
  for (let round = 0; round < settings.rounds; round++) {
    const times = async (what: keyof typeof readers) =>
      timesFor(settings.seconds, () => readers[what](next[what]++));
    rounds.push({
      facts: await times('facts'),
      factsInDatabase: await valuesFor(settings.seconds, () => factsInDatabase(next.facts++)),
      searches: await times('searches'),
      imports: await times('imports'),
    });
    settings.say(`directory: round ${round + 1} of ${settings.rounds}`);
  }
  return report(rounds, settings.people);
}

/** One after the other. @returns milliseconds of each */
const timesFor = (seconds: number, run: () => Promise<void>): Promise<number[]> =>
  valuesFor(seconds, async () => {
    const began = performance.now();
    await run();
    return performance.now() - began;
  });

async function valuesFor(seconds: number, run: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) values.push(await run());
  return values;
}

async function readFactsOf(sql: Sql, { grant, email }: Member, grantsEnd: Date): Promise<void> {
  const token = {
    ...{ id: grant, kind: 'user' as const, source: grant, client: webClient.id },
    ...{ expiresAt: Math.floor(grantsEnd.getTime() / 1000), rows: { source: dayOf(grantsEnd) } },
  };
  const now = nextSecond(new Date());
  const { facts } = await readFacts(sql, [{ token, api: ordersApi }], { now });
  const [found] = facts;
  if (!found || found instanceof Error || !found.api?.permissions.length) {
    throw new Error(`${email} has no permissions.`);
  }
}

/** As one types: the name, its last word, the address, from one letter to six. */
function prefixOf({ email, name }: Member, index: number): string {
  const text = [name, name.split(' ')[1]!, email][index % 3]!;
  return text.slice(0, 1 + (Math.floor(index / 3) % longestPrefix));
}

function newcomer(index: number, n: number, { groups, roles }: { groups: number; roles: number }) {
  const number = index * batch + n;
  return {
    email: `new${number}@import.example`,
    email_verified: true,
    name: `New ${number}`,
    roles: [`role-${(number % roles) + 1}`],
    groups: [`group-${(number % groups) + 1}`],
  };
}

/** Calls the admin API with a token that is renewed before it ends. */
function createCaller({ issuer }: Installation) {
  let token = { value: '', until: 0 };
  return async <Answer>(path: string, body?: object): Promise<Answer> => {
    if (performance.now() > token.until) {
      token = { value: await fetchToken(issuer), until: performance.now() + 60_000 };
    }
    const response = await fetch(`${issuer}/admin/v1/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token.value}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
}

function report(rounds: Measured[], people: number): RowReport {
  const sorted = (what: keyof Measured) =>
    Float64Array.from(rounds.flatMap((round) => round[what])).toSorted();
  const line = (name: string, times: Float64Array): string[] => [
    name,
    number(times.length),
    number(percentile(times, 0.5)),
    number(percentile(times, 0.99)),
    number(times.at(-1)!),
  ];
  const [facts, searches, imports] = [sorted('facts'), sorted('searches'), sorted('imports')];
  const inDatabase = sorted('factsInDatabase');
  const rates = rounds.map(({ imports }) => (batch * 1000) / median(imports));
  const { median: perSecond, least, most } = summarize(rates);
  const verdict = (met: boolean) => (met ? 'met' : 'MISSED');
  const within = (what: string, times: Float64Array, limit: number): string => {
    const p99 = percentile(times, 0.99);
    return `  Target: ${what} within ${limit} ms at the 99th percentile: ${verdict(p99 <= limit)}, ${number(p99)} ms.`;
  };
  const text = [
    table(
      ['', 'times', 'p50\nms', 'p99\nms', 'most\nms'],
      [
        line('what a person may do', facts),
        line('  of it, in the database', inDatabase),
        line('search as one types', searches),
        line(`import of ${number(batch)}`, imports),
      ],
    ),
    within('what a person may do, in the database,', inDatabase, targets.factsP99Milliseconds),
    within('search', searches, targets.searchP99Milliseconds),
    `  Target: at least ${number(targets.importedPerSecond)} people imported a second: ` +
      `${verdict(perSecond >= targets.importedPerSecond)}, ${number(perSecond)} (${number(least)} to ${number(most)}).`,
  ].join('\n');
  return { text, data: { targets, people, rounds }, errors: [] };
}
