import { pbkdf2Sync } from 'node:crypto';
import type { Work } from './work.ts';

/** What the field `work` has once a browser has solved it. */
export function solveWork({ challenge, bits, rounds }: Work): string {
  for (let number = 0; ; number++) {
    const head = pbkdf2Sync(String(number), challenge, rounds, 4, 'sha256').readUInt32BE();
    if (Math.clz32(head) >= bits) return `${challenge}.${number}`;
  }
}

/** The work that a page asks for, solved. */
export function solveIn({ text }: { text: string }): string {
  const [, challenge, bits, rounds] =
    /data-challenge="([^"]+)" data-bits="(\d+)" data-rounds="(\d+)"/.exec(text) ?? [];
  if (challenge === undefined) throw new Error(`There is no work on this page: ${text}`);
  return solveWork({ challenge, bits: Number(bits), rounds: Number(rounds) });
}
