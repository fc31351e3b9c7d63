import {
  chunkSizes,
  colons,
  ends,
  framingLines,
  methods,
  names,
  statuses,
  statusVersions,
  targets,
  usualFraming,
  values,
  versions,
} from './message-parts.fixture.ts';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function createChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((((mixed ^ (mixed >>> 14)) >>> 0) * below) / 2 ** 32) | 0;
  };
}

type Chance = ReturnType<typeof createChance>;

const pick = <T>(chance: Chance, list: readonly T[]): T => list[chance(list.length)]!;

/** Nearly always what is right, since a message has dozens of these places. */
const mostly = (chance: Chance, list: readonly string[]): string =>
  chance(60) === 0 ? pick(chance, list) : list[0]!;

/** One connection's bytes: one message or two, often damaged. */
export function someMessages(chance: Chance, kind: 'request' | 'response'): string {
  const one = () => damaged(chance, oneMessage(chance, kind));
  return chance(4) === 0 ? one() + one() : one();
}

function oneMessage(chance: Chance, kind: 'request' | 'response'): string {
  let text =
    kind === 'request'
      ? pick(chance, chance(3) === 0 ? methods : ['GET', 'POST', 'PUT']) +
        ' ' +
        mostly(chance, targets) +
        mostly(chance, versions)
      : mostly(chance, statusVersions) +
        pick(chance, chance(3) === 0 ? statuses : statuses.slice(0, 9));
  text += mostly(chance, ends);
  if (kind === 'request' && chance(30) > 0) text += `Host: a${mostly(chance, ends)}`;
  const count = chance(60) === 0 ? chance(260) : chance(6);
  for (let index = 0; index < count; index++) {
    text +=
      mostly(chance, names) +
      mostly(chance, colons) +
      mostly(chance, values) +
      mostly(chance, ends);
  }
  const usual = chance(4) > 0;
  if (usual) text += pick(chance, usualFraming) + mostly(chance, ends);
  for (let index = usual ? 0 : chance(3); index > 0; index--) {
    text += pick(chance, framingLines) + mostly(chance, ends);
  }
  return `${text}${mostly(chance, ends)}${body(chance, /transfer.encoding/i.test(text))}`;
}

function body(chance: Chance, isChunked: boolean): string {
  if (chance(8) === 0) return '';
  if (!isChunked && chance(6) > 0) return 'hello'.slice(0, chance(8));
  let text = '';
  for (let index = chance(3); index >= 0; index--) {
    text += `${mostly(chance, chunkSizes)}${mostly(chance, ends)}hello${mostly(chance, ends)}`;
  }
  text += `0${mostly(chance, ends)}`;
  if (chance(4) === 0) {
    text +=
      mostly(chance, names) +
      mostly(chance, colons) +
      mostly(chance, values) +
      mostly(chance, ends);
  }
  if (chance(20) === 0) text += pick(chance, framingLines) + mostly(chance, ends);
  return text + mostly(chance, ends);
}

/** One byte in it is another, is missing, or comes twice; or the rest is missing. Two in three stay whole. */
function damaged(chance: Chance, text: string): string {
  const at = chance(text.length);
  switch (chance(12)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(chance(256)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + text[at] + text.slice(at);
    case 3:
      return text.slice(0, at);
    default:
      return text;
  }
}
