import { maxHashes } from '../../packages/issuer/src/directory/users/password.ts';
import { createVisitor } from '../../testing/visitor.ts';
import { type Child, startChild } from './child.ts';
import type { Offer } from './contender.ts';
import { clientCredentials } from './contenders/client-credentials.ts';
import { type Installation, install, startSallyport } from './contenders/sallyport.ts';
import { beginSignIn, typePassword } from './contenders/sign-in.ts';
import type { Row, RowReport, Settings } from './row.ts';
import { inScratch } from './scratch.ts';
import { median, pairedRatio } from './statistics.ts';
import { number, table } from './table.ts';
import { type Measured, measureLoad, runOperations } from './trial.ts';

const targets = { share: 0.9, tokenP99Milliseconds: 25 };
/** As many as wait for a password's turn in a busy hour. */
const peoplePerThread = 8;
/** Tokens that services ask for meanwhile. */
const tokensPerSecond = 200;

interface Round {
  /** Hashes that argon2id alone makes in a second. */
  alone: number;
  /** Passwords that are checked in a second, each in a sign-in from the page to the redirect. */
  checked: number;
  tokens: Measured;
}

/** Not pinned: that passwords leave a processor to the others is what is asked. */
export const signIns: Row = {
  name: 'sign-ins',
  title: `Sign-in with a password beside argon2id alone, and ${tokensPerSecond} tokens a second meanwhile`,
  measure: (settings) => inScratch((scratch) => measure(scratch, settings)),
};

async function measure(scratch: string, settings: Settings): Promise<RowReport> {
  await using started = new AsyncDisposableStack();
  const argon2id = startChild(new URL('contenders/argon2id.ts', import.meta.url), null);
  started.defer(() => argon2id.stop());
  await argon2id.ask<Offer>();
  const installation = await install(scratch, null);
  const { stop } = await startSallyport(installation);
  started.defer(stop);
  await signInFor(installation, 1);
  const rounds: Round[] = [];
  for (let round = 0; round < settings.rounds; round++) {
    const measured = await measureRound(argon2id, installation, settings);
    rounds.push(measured);
    settings.say(
      `sign-ins: round ${round + 1} of ${settings.rounds}: ${number(measured.checked)}/s`,
    );
  }
  return report(rounds);
}

async function measureRound(
  argon2id: Child,
  installation: Installation,
  { seconds }: Settings,
): Promise<Round> {
  const alone = await runOperations(argon2id, seconds);
  const [checked, tokens] = await Promise.all([
    signInFor(installation, seconds),
    measureLoad({
      target: clientCredentials(`${installation.issuer}/token`),
      ...{ connections: 8, warmUpSeconds: 0, seconds, perSecond: tokensPerSecond },
    }),
  ]);
  return { alone: (alone.operations * maxHashes) / alone.seconds, checked, tokens };
}

/** Each a browser of its own, one after the other. @returns sign-ins a second */
async function signInFor({ issuer }: Installation, seconds: number): Promise<number> {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let count = 0;
  const people = Array.from({ length: maxHashes * peoplePerThread }, async () => {
    while (elapsed() < seconds) {
      const visitor = createVisitor();
      await typePassword(await beginSignIn(issuer, visitor), visitor);
      count++;
    }
  });
  await Promise.all(people);
  return count / elapsed();
}

function report(rounds: Round[]): RowReport {
  const of = (read: (round: Round) => number) => median(rounds.map(read));
  const share = pairedRatio(
    rounds.map(({ checked }) => checked),
    rounds.map(({ alone }) => alone),
  ).median;
  const p99 = of(({ tokens }) => tokens.p99Milliseconds);
  const lines = [
    ['argon2id alone', number(of(({ alone }) => alone)), '–'],
    ['sign-ins', number(of(({ checked }) => checked)), '–'],
    ['tokens meanwhile', number(of(({ tokens }) => tokens.requests / tokens.seconds)), number(p99)],
  ];
  const verdict = (met: boolean) => (met ? 'met' : 'MISSED');
  const remarks = [
    `  Target: sign-ins at least ${targets.share} × argon2id alone: ` +
      `${verdict(share >= targets.share)}, ${share.toFixed(2)} ×.`,
    `  Target: tokens meanwhile within ${targets.tokenP99Milliseconds} ms at the 99th percentile: ` +
      `${verdict(p99 <= targets.tokenP99Milliseconds)}, ${number(p99)} ms.`,
  ];
  const text = [table(['', 'per second', 'p99\nms'], lines), ...remarks].join('\n');
  return { text, data: { targets, rounds }, errors: [] };
}
