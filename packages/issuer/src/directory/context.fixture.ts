import pino from 'pino';
import { createStartedDatabase } from '../../../../testing/database.ts';
import { passwordCost } from '../../../../testing/password-cost.ts';
import { createAppearance, createReadBranding } from '../branding/appearance.service.ts';
import { startChanges } from '../changes/changes.service.ts';
import { insertMember, renewMembers } from '../changes/members.store.ts';
import { createClientReader } from '../clients/client-reader.service.ts';
import type { Context } from '../context.ts';
import { connect } from '../database/connection.ts';
import { watchOutage } from '../database/outage.ts';
import { createConfirmPrimary } from '../database/primary.ts';
import { createCallers } from '../http/callers.ts';
import { openKeyRing } from '../keys/key-ring.service.ts';
import { deriveServerSecrets } from '../keys/server-secrets.ts';
import { createRates } from '../listen/rate-limiter.ts';
import { createMail } from '../mail/mail.service.ts';
import { withoutEmail } from '../mail/mail-settings.ts';
import { ownLanguages } from '../pages/languages.ts';
import { startReceiptRelay } from '../receipts/relay.service.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemRandom } from '../runtime/random.ts';
import { ThinnedLog } from '../runtime/thinned-log.ts';
import { defaultLifetimes, type IssuerSettings } from '../settings.ts';
import { createSignInReader } from '../sign-in/sign-in-reader.service.ts';
import { createFactsReader } from '../swap/facts-reader.service.ts';
import { adminPermissions } from './admin-permissions.ts';
import type { Caller } from './caller.ts';

export interface Harness extends Context {
  close(): Promise<void>;
}

/** Everything that an issuer runs on, on a database of its own, without an HTTP server. */
export async function openHarness(): Promise<Harness> {
  const database = await createStartedDatabase();
  const sql = connect({ url: database.url, max: 6 });
  const log = pino({ level: 'silent' });
  const clock = systemClock;
  const random = systemRandom;
  const settings: IssuerSettings = {
    url: 'http://localhost:9000',
    databaseUrl: database.url,
    secret: database.secret,
    gatewaySecret: 'a gateway secret for tests only, of no use',
    lifetimes: defaultLifetimes,
    leaseMs: 5_000,
    passwordCost,
    mail: withoutEmail('http://localhost:9000', true),
  };
  const secrets = deriveServerSecrets(settings.secret);
  const keys = await openKeyRing({ sql, clock, random, secrets, log, settings });
  const confirmPrimary = createConfirmPrimary(sql);
  const { leaseMs } = settings;
  const changes = await startChanges({ sql, confirmPrimary, clock, log, leaseMs });
  const receipts = await startReceiptRelay({ sql, secrets, random });
  const clients = createClientReader(sql);
  const branding = createReadBranding({ sql, clock });
  return {
    ...{ settings, sql, clock, random, log, secrets, keys, confirmPrimary, changes, clients },
    ...{ receipts, facts: createFactsReader({ sql, clock }) },
    signIns: createSignInReader({ sql, clock }),
    callers: createCallers(),
    mail: createMail({ settings, clock, random, secrets, branding, thinned: new ThinnedLog(log) }),
    thinned: new ThinnedLog(log),
    outage: watchOutage({ sql, clock, log }),
    rates: createRates(clock),
    branding,
    appearance: createAppearance(branding, ownLanguages),
    async close() {
      await changes.close();
      await receipts.close();
      await keys.close();
      await sql.end({ timeout: 5 });
      await database.drop();
    },
  };
}

/** A caller who may do everything. */
export const anAdministrator: Caller = { actor: 'user:test', permissions: adminPermissions };

/** The entries of the change log after a position, by their subjects. */
export async function changesAfter({ sql }: Context, pos: number): Promise<string[][]> {
  const rows = await sql<{ tags: string[] }[]>`
    select tags from changes where pos > ${pos} order by pos`;
  return rows.map(({ tags }) => tags);
}

export async function headOf({ sql }: Context): Promise<number> {
  const [row] = await sql<{ pos: number }[]>`select pos from head`;
  return row!.pos;
}

export interface Gateway {
  /** Acknowledges whatever the log holds now. */
  acknowledge(): Promise<void>;
  leave(): Promise<void>;
}

/** A member that acknowledges only when it is told to. */
export async function joinGateway(context: Context): Promise<Gateway> {
  const id = context.random.uuid();
  const { epoch } = await insertMember(context.sql, { id, name: 'a gateway' });
  return {
    async acknowledge() {
      await renewMembers(context.sql, [
        { member: id, acked: { epoch, pos: await headOf(context) } },
      ]);
    },
    async leave() {
      await context.sql`delete from members where id = ${id}`;
    },
  };
}
