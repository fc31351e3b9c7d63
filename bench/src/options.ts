import { parseArgs } from 'node:util';

export interface Options {
  /** Empty for all rows. */
  only: string[];
  seconds: number;
  rounds: number;
  connections: number;
  /** Of the row `directory`. */
  people: number;
  json: string | null;
}

export const usage = `npm run bench -- [options]

  --only ROW         measure this row alone; may be repeated
  --seconds N        length of one trial (5)
  --rounds N         trials of each contender (3)
  --connections N    connections of the load generator (32)
  --people N         people of the row directory (1000000)
  --json FILE        where the results go (bench/results/<time>.json)
  --help             this text

Rows: `;

/** @throws Error that says what is wrong with the command line; null when help was asked for */
export function parseOptions(args: string[], rows: readonly string[]): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '32' },
      people: { type: 'string', default: '1000000' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const unknown = values.only.find((name) => !rows.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no row "${unknown}". The rows are ${rows.join(', ')}.`);
  }
  return {
    only: values.only,
    seconds: within('--seconds', values.seconds, 0.5, 60),
    rounds: within('--rounds', values.rounds, 1, 50),
    connections: within('--connections', values.connections, 1, 256),
    people: within('--people', values.people, 1_000, 10_000_000),
    json: values.json ?? null,
  };
}

function within(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!(value >= min && value <= max)) {
    throw new Error(`${name} must be a number from ${min} to ${max}.`);
  }
  return value;
}
