import { Resolver } from 'node:dns/promises';

/** Milliseconds for one question, which is put twice at most to each server. */
const timeout = 1_500;

/** What a name's TXT records say: none where there are none. Null where no server answered. */
export async function txtRecords(
  name: string,
  servers: readonly string[] | undefined,
): Promise<string[] | null> {
  const resolver = new Resolver({ timeout, tries: 2 });
  if (servers) resolver.setServers(servers);
  try {
    // A long record comes in pieces (RFC 7208, section 3.3).
    return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''));
  } catch (error) {
    return absent.has((error as NodeJS.ErrnoException).code ?? '') ? [] : null;
  }
}

/** No such name, no such record, and a name that none can have. */
const absent = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);
