import { type CustomTypesConfig, types } from 'pg';

const oid = { int8: 20, int8Array: 1016, nameArray: 1003, textArray: 1009 };

const textArray = types.getTypeParser(oid.textArray);

/** BIGINT columns hold positions and counts far below 2^53. */
const ours = new Map<number, (text: string) => unknown>([
  [oid.int8, Number],
  [oid.int8Array, (text) => (textArray(text) as (string | null)[]).map(toNumber)],
  [oid.nameArray, textArray],
]);

function toNumber(text: string | null): number | null {
  return text === null ? null : Number(text);
}

/** How columns become values: as the driver does it, and bigint as number. */
export const parsers = {
  getTypeParser: (type: number, format?: 'text') =>
    ours.get(type) ?? types.getTypeParser(type, format),
} as CustomTypesConfig;
