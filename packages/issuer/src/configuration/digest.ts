import { createHmac } from 'node:crypto';

/**
 * A name for what a configuration says, whatever the order of its keys. Keyed with the server's
 * pepper, because it is stored and the passwords that went in could otherwise be guessed from it.
 */
export function digestOf(configuration: unknown, pepper: Buffer): string {
  return createHmac('sha256', pepper)
    .update('configuration ')
    .update(JSON.stringify(configuration, sortKeys))
    .digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
