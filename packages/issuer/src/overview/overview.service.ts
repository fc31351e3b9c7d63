import { OAuthError } from '@sallyport/protocol/errors.ts';
import { countedMinutes } from '@sallyport/protocol/internal.ts';
import { readChainState } from '../audit/chain/chain-state.service.ts';
import { readGateways } from '../changes/gateways.service.ts';
import { listGateways } from '../changes/list-gateways.service.ts';
import type { Context } from '../context.ts';
import type { AdminPermission } from '../directory/admin-permissions.ts';
import type { FailingProvider } from '../federation/failing-provider.ts';
import { failingProviders } from '../federation/provider-failures.service.ts';
import { knownKeys } from '../keys/list-keys.service.ts';
import {
  type CountedHour,
  countFailedMails,
  countFormerSecrets,
  countWaiting,
  type Ending,
  readHours,
  readInvitationsThatEnd,
  readMembershipsThatEnd,
  readResourceRolesThatEnd,
  readRolesThatEnd,
  readRolesWithinThatEnd,
} from './overview.store.ts';
import { sumOf, type Traffic } from './traffic.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'receipts'>;

const minute = 60_000;
const hour = 3_600_000;
const day = 24 * hour;

/** Gateways that have not answered by then are named instead: a first look does not wait for them. */
const answerMs = 500;
/** Asked for all who look at about the same time. */
const forAll = { actor: 'overview', waitMs: answerMs };
/** For so long an answer of the gateways serves everyone who asks this node. */
const keptMs = 5_000;
const hours = 24;
/** Of each kind: some milliseconds, from an index. */
const maxEvents = 5_000;
const soonMs = 7 * day;
/** For so long a key signs before an administrator is reminded of rotating it. */
const keysSignMs = 365 * day;
const maxEnding = 20;
const maxCounted = 100;

export interface GatewayTraffic extends Traffic {
  /** The beginning of the first minute. */
  from: Date;
  /** How many processes of gateways answered. */
  processes: number;
  /** Names of those that did not, or that are of the version before. */
  silent: string[];
}

export interface SignIns {
  from: Date;
  started: number[];
  refused: number[];
  /** Whether there were too many to count a day: it is the hours since `from`. */
  more: boolean;
}

export type EndingKind = 'invitation' | 'role' | 'group' | 'organization_role' | 'resource_role';

export interface Counted {
  count: number;
  /** Whether there are more. */
  more: boolean;
}

/** What a caller may see of the whole; the other parts are null. */
export interface Overview {
  traffic: GatewayTraffic | null;
  signIns: SignIns | null;
  ending: (Ending & { kind: EndingKind })[];
  needs: {
    waitingPeople: Counted | null;
    failedMails: Counted | null;
    /** Clients whose former secret still works. */
    formerSecrets: Counted | null;
    /** Providers that failed within the hour, the last one first, and did not answer as they should since. */
    failingProviders: FailingProvider[] | null;
    /** Algorithms whose key has signed for a year. */
    oldKeys: string[] | null;
    /** How many processes take-aways wait for. */
    gateways: number | null;
    /** Names of those that have not acted on all changes. */
    gatewaysBehind: string[] | null;
    /** When the oldest event was that the chain of the audit log does not have. */
    unsealedSince: Date | null;
  };
  /** Permissions with which there would be more. */
  leftOut: AdminPermission[];
}

/** What an administrator looks at first. Each call is a handful of bounded statements. */
export function createOverview(context: Dependencies) {
  const { sql, clock } = context;
  const readTraffic = createReadTraffic(context);

  async function ending(
    may: (permission: AdminPermission) => boolean,
  ): Promise<Overview['ending']> {
    const after = clock.now();
    const span = { after, until: new Date(after.getTime() + soonMs), limit: maxEnding };
    const parts = [
      ['users:read', 'invitation', readInvitationsThatEnd],
      ['users:read', 'role', readRolesThatEnd],
      ['users:read', 'group', readMembershipsThatEnd],
      ['organizations:read', 'organization_role', readRolesWithinThatEnd],
      ['roles:read', 'resource_role', readResourceRolesThatEnd],
    ] as const;
    const found = await Promise.all(
      parts.map(async ([permission, kind, read]) =>
        may(permission) ? (await read(sql, span)).map((each) => ({ ...each, kind })) : [],
      ),
    );
    return found
      .flat()
      .map((each) => (may('users:read') || mayName(each) ? each : { ...each, name: each.id }))
      .toSorted((one, other) => one.endsAt.getTime() - other.endsAt.getTime())
      .slice(0, maxEnding);
  }

  return async (permissions: readonly AdminPermission[]): Promise<Overview> => {
    const leftOut = partsBy.filter((permission) => !permissions.includes(permission));
    const may = (permission: AdminPermission) => !leftOut.includes(permission);
    const [
      traffic,
      signIns,
      ends,
      waitingPeople,
      failedMails,
      formerSecrets,
      failing,
      old,
      gateways,
      chain,
    ] = await Promise.all([
      may('gateways:read') ? readTraffic() : null,
      may('audit:read') ? readSignIns(context) : null,
      ending(may),
      may('users:read') ? countWaiting(sql, maxCounted + 1) : null,
      may('mails:read') ? countFailedMails(sql, maxCounted + 1) : null,
      may('clients:read') ? countFormerSecrets(sql, maxCounted + 1) : null,
      may('providers:read') ? failingProviders(sql, clock.now(), maxCounted) : null,
      may('keys:read') ? oldKeys(context) : null,
      may('gateways:read') ? listGateways(context) : null,
      may('audit:read') ? readChainState(sql) : null,
    ]);
    const behind = gateways?.filter(({ pos, acked }) => pos > acked).map(({ name }) => name);
    return {
      ...{ traffic, signIns, ending: ends, leftOut },
      needs: {
        waitingPeople: counted(waitingPeople),
        failedMails: counted(failedMails),
        formerSecrets: counted(formerSecrets),
        failingProviders: failing,
        oldKeys: old,
        gateways: gateways?.length ?? null,
        gatewaysBehind: behind?.slice(0, maxCounted) ?? null,
        unsealedSince: chain?.unsealedSince ?? null,
      },
    };
  };
}

async function oldKeys(context: Dependencies): Promise<string[]> {
  const before = new Date(context.clock.now().getTime() - keysSignMs);
  const keys = await knownKeys(context);
  const old = keys.filter(({ state, signsFrom }) => state === 'signing' && signsFrom < before);
  return old.map(({ alg }) => alg);
}

/** Who may read roles is told ids of people and no addresses; organizations tell those of their members. */
const mayName = ({ kind, id }: Pick<Overview['ending'][number], 'kind' | 'id'>): boolean =>
  kind === 'organization_role' || !id.startsWith('user:');

/** Permissions that a part needs. */
const partsBy: readonly AdminPermission[] = [
  'users:read',
  'organizations:read',
  'roles:read',
  'clients:read',
  'mails:read',
  'providers:read',
  'keys:read',
  'gateways:read',
  'audit:read',
];

const counted = (count: number | null): Counted | null =>
  count === null ? null : { count: Math.min(count, maxCounted), more: count > maxCounted };

/** The gateways are asked once for all who ask at about the same time. */
function createReadTraffic({ sql, clock, receipts }: Dependencies): () => Promise<GatewayTraffic> {
  let kept: { traffic: Promise<GatewayTraffic>; until: number } | null = null;
  // While too many other questions wait, no gateway is asked: what else there is to see is shown.
  const askFor = (instances: readonly string[]) =>
    receipts.ask({ of: 'counts', id: '' }, instances, forAll).catch((error: unknown) => {
      if (error instanceof OAuthError) return [];
      throw error;
    });
  const read = async (): Promise<GatewayTraffic> => {
    const gateways = await readGateways(sql);
    const instances = gateways.flatMap(({ instance }) => instance ?? []);
    const answers = await askFor(instances);
    const told = answers.flatMap(({ instance, counts }) => (counts ? [{ instance, counts }] : []));
    const isSilent = (instance: string | null) => !told.some((each) => each.instance === instance);
    const silent = gateways.filter(({ instance }) => isSilent(instance)).map(({ name }) => name);
    const thisMinute = Math.floor(clock.now().getTime() / minute);
    return {
      ...sumOf(told.map(({ counts }) => counts)),
      from: new Date((thisMinute - countedMinutes + 1) * minute),
      processes: told.length,
      silent: [...new Set(silent)].slice(0, maxCounted),
    };
  };
  return () => {
    const now = clock.monotonic();
    if (kept && now < kept.until) return kept.traffic;
    const asked = { traffic: read(), until: now + keptMs };
    kept = asked;
    // A failure is for those who wait for it, and for no other.
    asked.traffic.catch(() => {
      if (kept === asked) kept = null;
    });
    return asked.traffic;
  };
}

async function readSignIns({ sql, clock }: Dependencies): Promise<SignIns> {
  const thisHour = Math.floor(clock.now().getTime() / hour);
  const from = new Date((thisHour - hours + 1) * hour);
  const [start, refuse] = ['session.start', 'session.refuse'];
  const rows = await readHours(sql, { actions: [start, refuse], from, max: maxEvents });
  const [started, refused] = [start, refuse].map((wanted) =>
    countedHours(rows.filter(({ action }) => action === wanted)),
  );
  const first = Math.max(started!.first, refused!.first);
  return {
    from: new Date(from.getTime() + first * hour),
    started: started!.counts.slice(first),
    refused: refused!.counts.slice(first),
    more: first > 0,
  };
}

/** @returns the first hour of which all are counted: with so many, the earliest one may be a part. */
function countedHours(rows: readonly CountedHour[]): { counts: number[]; first: number } {
  const counts = new Array<number>(hours).fill(0);
  for (const { hour, count } of rows) counts[Math.min(hour, hours - 1)]! += count;
  const all = rows.reduce((sum, { count }) => sum + count, 0);
  const earliest = counts.findIndex((count) => count > 0);
  return { counts, first: all < maxEvents ? 0 : Math.min(earliest + 1, hours - 1) };
}
