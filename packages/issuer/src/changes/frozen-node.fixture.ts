/** A node that makes one change after the other, until it is stopped: its database is argument 1. */
import pino from 'pino';
import { connect } from '../database/connection.ts';
import { createConfirmPrimary } from '../database/primary.ts';
import { systemClock } from '../runtime/clock.ts';
import { startChanges } from './changes.service.ts';

const sql = connect({ url: process.argv[2]!, max: 1 });
const changes = await startChanges({
  sql,
  confirmPrimary: createConfirmPrimary(sql),
  clock: systemClock,
  log: pino({ level: 'silent' }),
  leaseMs: 5_000,
});
const [row] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
process.stdout.write(`${row.pid}\n`);
for (;;) {
  await changes.takeAway(async (tx) => {
    await tx`update clients set name = name where id = 'shop'`;
    return ['client:shop'];
  });
}
