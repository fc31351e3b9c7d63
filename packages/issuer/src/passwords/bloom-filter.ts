import { createHash } from 'node:crypto';

/** Bits for each entry: one of about 100,000 texts that are no entries passes for one. */
const bitsPerEntry = 24;
/** What is best for so many bits: their number times ln 2. */
const probes = 17;

/** A set of texts in three bytes each, that now and then takes another text for one of them. */
export function makeFilter(entries: readonly string[]): Buffer {
  const filter = Buffer.alloc(Math.ceil((entries.length * bitsPerEntry) / 8));
  for (const entry of entries) {
    for (const bit of bitsOf(entry, filter)) filter[bit >> 3]! |= 1 << (bit & 7);
  }
  return filter;
}

/** Never false for an entry. */
export function isInFilter(text: string, filter: Buffer): boolean {
  return bitsOf(text, filter).every((bit) => (filter[bit >> 3]! & (1 << (bit & 7))) !== 0);
}

/** Two hashes make all of them (Kirsch and Mitzenmacher, "Less Hashing, Same Performance"). */
function bitsOf(text: string, filter: Buffer): number[] {
  const digest = createHash('sha256').update(text).digest();
  const [first, second] = [digest.readUIntBE(0, 6), digest.readUIntBE(6, 6)];
  const size = filter.length * 8;
  const step = (second % (size - 1)) + 1;
  return Array.from({ length: probes }, (_, probe) => ((first % size) + probe * step) % size);
}
