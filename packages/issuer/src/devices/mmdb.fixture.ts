/** Writes a small file in the MaxMind DB format (version 2), for tests: IPv4 networks in an IPv6 tree. */
export function writeMmdb(
  places: Readonly<Record<string, object>>,
  databaseType = 'Test-City',
): Buffer {
  const tree: [Slot, Slot][] = [[null, null]];
  const data: Buffer[] = [];
  let size = 0;
  for (const [network, value] of Object.entries(places)) {
    insert(tree, bitsOf(network), { offset: size });
    data.push(encode(value));
    size += data.at(-1)!.length;
  }
  const count = tree.length;
  const record = (slot: Slot): number =>
    slot === null ? count : typeof slot === 'number' ? slot : count + 16 + slot.offset;
  const nodes = tree.flatMap((slots) => slots.map((slot) => uint(record(slot), 3)));
  const metadata = encode({
    ...{ node_count: count, record_size: 24, ip_version: 6, database_type: databaseType },
    ...{ languages: ['en'], binary_format_major_version: 2, binary_format_minor_version: 0 },
    ...{ build_epoch: 1_700_000_000, description: { en: 'test' } },
  });
  const marker = Buffer.from('abcdef', 'hex');
  return Buffer.concat([
    ...[...nodes, Buffer.alloc(16), ...data, marker, Buffer.from('MaxMind.com'), metadata],
  ]);
}

/** What a bit leads to: a node by its number, data by its offset, or nothing. */
type Slot = number | { offset: number } | null;

function insert(tree: [Slot, Slot][], bits: number[], value: { offset: number }): void {
  let node = 0;
  for (const [at, bit] of bits.entries()) {
    const side = bit as 0 | 1;
    if (at === bits.length - 1) {
      tree[node]![side] = value;
      return;
    }
    let next = tree[node]![side];
    if (typeof next !== 'number') {
      next = tree.push([null, null]) - 1;
      tree[node]![side] = next;
    }
    node = next;
  }
}

/** Of `192.0.2.0/24`, below the 96 zeros of `::`. */
function bitsOf(network: string): number[] {
  const [address = '', length = '32'] = network.split('/');
  const bits = address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return [...'0'.repeat(96), ...bits.slice(0, Number(length))].map(Number);
}

const uint = (value: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};

/** Text, whole numbers of 32 bits, lists and maps, none with more than 28 parts or bytes. */
function encode(value: unknown): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([Buffer.from([(2 << 5) | text.length]), text]);
  }
  if (typeof value === 'number') {
    return Buffer.concat([Buffer.from([(6 << 5) | 4]), uint(value, 4)]);
  }
  if (Array.isArray(value)) {
    return Buffer.concat([Buffer.from([value.length, 11 - 7]), ...value.map(encode)]);
  }
  const entries = Object.entries(value as object);
  const parts = entries.flatMap(([key, part]) => [encode(key), encode(part)]);
  return Buffer.concat([Buffer.from([(7 << 5) | entries.length]), ...parts]);
}
