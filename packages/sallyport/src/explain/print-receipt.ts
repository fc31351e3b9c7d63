import type { ToldReceipt } from '@sallyport/issuer/receipts/receipt-schema.ts';
import { type Row, type TerminalStyle, table } from '../terminal-table.ts';

/** A receipt for people. */
export function receiptLines(receipt: ToldReceipt, style: TerminalStyle): string[] {
  const { status, error, reason, method, host, path, at, address } = receipt;
  const { route, api, rule, caller, facts, gateway, instance, mode, credentials } = receipt;
  const rows: (Row | false | undefined)[] = [
    ['request', `${method} ${path}`, `at ${host}, ${at}, from ${address}`],
    ['gateway', gateway, mode === 'decide' ? `${instance}, asked by another proxy` : instance],
    ['route', route ?? 'none', api ?? ''],
    rule !== null && ['rule', rule.name, rule.missing.join(', ')],
    ['sent', credentials.replace('_', ' '), ''],
    // The subject of a client's own token is the client.
    caller?.sub !== undefined &&
      caller.kind !== 'client' && [caller.kind ?? 'caller', caller.sub, ''],
    caller?.client !== undefined && ['client', caller.client, ''],
    caller?.token !== undefined && ['token', caller.token, ''],
    caller?.grant !== undefined && ['grant', caller.grant, ''],
    caller?.session !== undefined && ['session', caller.session, ''],
    facts.position !== null && ['position', String(facts.position), factsNote(facts)],
  ];
  return [
    style.colors.bold(`${status} ${error}: ${reason}`),
    ...table(
      rows.map((row) => row ?? false),
      style,
    ),
  ];
}

const factsNote = ({ read_at: readAt, age_ms: age }: ToldReceipt['facts']): string =>
  age === null ? '' : `by an answer of position ${readAt}, ${(age / 1_000).toFixed(1)} s old`;
