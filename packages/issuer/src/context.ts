import type { ReadBranding } from './branding/appearance.service.ts';
import type { Changes } from './changes/changes.service.ts';
import type { ClientReader } from './clients/client-reader.service.ts';
import type { Sql } from './database/connection.ts';
import type { Outage } from './database/outage.ts';
import type { ConfirmPrimary } from './database/primary.ts';
import type { Callers } from './http/callers.ts';
import type { InteractionReader } from './interactions/interaction-reader.service.ts';
import type { KeyRing } from './keys/key-ring.service.ts';
import type { ServerSecrets } from './keys/server-secrets.ts';
import type { Rates } from './listen/rate-limiter.ts';
import type { Mail } from './mail/mail.service.ts';
import type { ReadAppearance } from './pages/view.ts';
import type { ReceiptRelay } from './receipts/relay.service.ts';
import type { Clock } from './runtime/clock.ts';
import type { Log } from './runtime/log.ts';
import type { Random } from './runtime/random.ts';
import type { ThinnedLog } from './runtime/thinned-log.ts';
import type { IssuerSettings } from './settings.ts';
import type { FactsReader } from './swap/facts-reader.service.ts';

/**
 * What every endpoint is built from, made once at start and never changed. A function names what
 * it uses: `Pick<Context, 'sql' | 'clock'>`.
 */
export interface Context {
  readonly settings: IssuerSettings;
  readonly sql: Sql;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly secrets: ServerSecrets;
  readonly keys: KeyRing;
  readonly confirmPrimary: ConfirmPrimary;
  readonly facts: FactsReader;
  readonly changes: Changes;
  readonly receipts: ReceiptRelay;
  readonly clients: ClientReader;
  readonly signIns: InteractionReader;
  readonly callers: Callers;
  readonly mail: Mail;
  /** For events that strangers can cause in great numbers. */
  readonly thinned: ThinnedLog;
  readonly outage: Outage;
  readonly rates: Rates;
  /** What pages look like, and the languages that they can be shown in. */
  readonly appearance: ReadAppearance;
  readonly branding: ReadBranding;
}
