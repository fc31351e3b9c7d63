/** A node that withdraws a key and waits for the others for ever: argument 1 says where and which. */
import pino from 'pino';
import { startChanges } from '../changes/changes.service.ts';
import { connect } from '../database/connection.ts';
import { createConfirmPrimary } from '../database/primary.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemRandom } from '../runtime/random.ts';
import type { IssuerSettings } from '../settings.ts';
import { openKeyRing } from './key-ring.service.ts';
import { deriveServerSecrets } from './server-secrets.ts';
import { withdrawKey } from './withdraw-key.service.ts';

const { kid, ...told } = JSON.parse(process.argv[2]!);
const settings: IssuerSettings = { ...told, keysKnownMs: 2 ** 30 };
const secrets = deriveServerSecrets(Buffer.from(told.secret, 'base64'));
const sql = connect({ url: settings.databaseUrl, max: 2 });
const log = pino({ level: 'silent' });
const [clock, random] = [systemClock, systemRandom];
const confirmPrimary = createConfirmPrimary(sql);
const changes = await startChanges({ sql, confirmPrimary, clock, log, leaseMs: settings.leaseMs });
const keys = await openKeyRing({ sql, clock, random, secrets, log, settings });
await withdrawKey(kid, 'client:test', { sql, clock, random, secrets, keys, settings, changes });
