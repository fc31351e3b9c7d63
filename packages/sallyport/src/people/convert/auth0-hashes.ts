import { parsePasswordHash } from '@sallyport/issuer/directory/users/password-hash.ts';
import { z } from 'zod';
import { type Line, parseLine } from '../read-lines.ts';
import type { Report } from '../report.ts';

const exported = z.object({ _id: z.object({ $oid: z.string() }), passwordHash: z.string() });

/** Auth0's export of password hashes, by the id in its database. Of two for one id, neither is taken. */
export async function readAuth0Hashes(
  lines: AsyncIterable<Line>,
  report: Report,
): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  const twice = new Set<string>();
  for await (const line of lines) {
    const place = `line ${line.number} of the hashes`;
    const parsed = parseLine(line);
    const read = 'value' in parsed ? exported.safeParse(parsed.value) : null;
    if (!read?.success) {
      report.add('line without _id.$oid and passwordHash', place);
      continue;
    }
    const { _id, passwordHash } = read.data;
    if (typeof parsePasswordHash(passwordHash) === 'string') {
      report.add('hash of a form that is not known', place);
    } else if (hashes.has(_id.$oid) && hashes.get(_id.$oid) !== passwordHash) {
      report.add('second hash for one id: neither is taken', place);
      twice.add(_id.$oid);
    } else hashes.set(_id.$oid, passwordHash);
  }
  for (const id of twice) hashes.delete(id);
  return hashes;
}
