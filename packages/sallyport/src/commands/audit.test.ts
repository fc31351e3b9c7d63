import { randomBytes } from 'node:crypto';
import { recordAudit } from '@sallyport/issuer/audit/audit.service.ts';
import { sealBatch } from '@sallyport/issuer/audit/chain/seal.service.ts';
import { connect, type Sql } from '@sallyport/issuer/database/connection.ts';
import { deriveServerSecrets } from '@sallyport/issuer/keys/server-secrets.ts';
import { systemClock } from '@sallyport/issuer/runtime/clock.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { type AuditOptions, audit } from './audit.ts';

const secret = randomBytes(48).toString('base64url');
let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url, max: 2 });
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('SALLYPORT_SECRET', secret);
  const at = new Date();
  const by = { actor: 'client:hr', subjects: ['user:1'] };
  await recordAudit(sql, { at, action: 'user.create', ...by });
  await recordAudit(sql, { at, action: 'user.disable', ...by });
  const key = deriveServerSecrets(Buffer.from(secret)).audit;
  await sealBatch({ sql, clock: systemClock, key });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await sql.end();
  await database.drop();
});

async function run(action: string, options: Partial<AuditOptions> = {}): Promise<string> {
  let out = '';
  const written = vi.spyOn(process.stdout, 'write').mockImplementation(((
    text: string,
    done: () => void,
  ) => {
    out += text;
    done();
    return true;
  }) as never);
  await audit(action, { dataDir: 'none', ...options }).finally(() => written.mockRestore());
  return out;
}

test('verify says what to write down, and is given it the next time', async () => {
  const out = await run('verify');
  expect(out).toMatch(/^Intact: 2 events in 1 batches\.\nLast batch: 1:[0-9a-f]{64}\n$/);
  const [, noted] = /Last batch: (.*)\n/.exec(out)!;
  expect(await run('verify', { expect: noted! })).toBe(out);
  await expect(run('verify', { expect: `1:${'0'.repeat(64)}` })).rejects.toThrow(
    'The audit log is not as it was sealed, at batch 1: The hash of the batch is another one',
  );
  await expect(run('verify', { expect: 'x' })).rejects.toThrow('--expect is "x"');
  expect(JSON.parse(await run('verify', { json: true }))).toMatchObject({
    broken: null,
    events: 2,
  });
});

test('export prints what fits, one event a line', async () => {
  const lines = (await run('export', { action: 'user.*' })).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).action)).toEqual(['user.disable', 'user.create']);
  await expect(run('export', { from: 'yesterday' })).rejects.toThrow('--from: ');
});

test('an event that was changed is named', async () => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update audit_events set detail = '{"left": 1}' where id = 2`;
  });
  await expect(run('verify')).rejects.toThrow('at batch 1, event 2: The event was changed.');
});
