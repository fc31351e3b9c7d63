import { createHmac } from 'node:crypto';

/** How much may fail, and how fast it is forgotten. */
interface Limit {
  /** So many failures in a row wait for nothing. */
  free: number;
  /** One failure is forgotten in so many seconds. */
  forgetSeconds: number;
}

/**
 * After `free` failures, the next attempt waits 1 s, then 2, 4, 8 and so on up to 15 minutes, or for
 * as long as forgetting makes it: what can go on for ever is one guess in `forgetSeconds`.
 */
const limits = {
  /** A browser that this account was signed in with before: the guesses of others do not slow it down. */
  device: { free: 10, forgetSeconds: 90 },
  /** One account, from one network. */
  accountFromNetwork: { free: 10, forgetSeconds: 900 },
  /** All accounts, from one network. */
  network: { free: 50, forgetSeconds: 30 },
  /** One account, from all networks. Slow enough for guessing, short enough for its owner to wait. */
  account: { free: 100, forgetSeconds: 30 },
  /** Codes of one person, who has proved another factor, in browsers that they are new to. */
  secondFactor: { free: 5, forgetSeconds: 300 },
  /** The same in a browser where they proved a second factor before: who knows their password does not slow it down. */
  secondFactorOnDevice: { free: 5, forgetSeconds: 300 },
  /** Mails that were asked for without a proof of being a person, by one network and by all. */
  uncheckedFromNetwork: { free: 5, forgetSeconds: 720 },
  unchecked: { free: 100, forgetSeconds: 36 },
  /** Mails to sign in that were asked for on a page without a check, by one network and by all. */
  unaskedFromNetwork: { free: 20, forgetSeconds: 180 },
  unasked: { free: 200, forgetSeconds: 18 },
  /** Codes of devices that were typed wrong: by one person, in one network, and by all. */
  deviceCode: { free: 10, forgetSeconds: 300 },
  deviceCodesFromNetwork: { free: 50, forgetSeconds: 60 },
  deviceCodes: { free: 500, forgetSeconds: 10 },
  /** Requests of devices: of one client, and from one network by clients that do not authenticate. */
  deviceRequestsOfClient: { free: 1000, forgetSeconds: 0.6 },
  deviceRequestsFromNetwork: { free: 100, forgetSeconds: 6 },
} satisfies Record<string, Limit>;

/** What one attempt is counted in. */
export interface Bucket extends Limit {
  name: string;
  /** Whether a success forgets all failures in it, and not only its own attempt. */
  forgivable: boolean;
}

export type Guesser =
  | PasswordGuesser
  | CodeGuesser
  | { /** A network. */ uncheckedFrom: string }
  | { /** A network. */ unaskedFrom: string }
  | DeviceCodeGuesser
  | DeviceRequester;

interface DeviceCodeGuesser {
  /** Id of a user. */
  deviceCodeBy: string;
  network: string;
}

interface DeviceRequester {
  /** Id of a client. */
  deviceRequestOf: string;
  /** Null for a client that has authenticated: its server asks for all its devices. */
  network: string | null;
}

interface CodeGuesser {
  /** Id of a user. */
  secondFactorOf: string;
  /** The id of a browser in which they proved a second factor before. */
  device: string | null;
}

export interface PasswordGuesser {
  /** As it was read, whether or not there is such an account: being slowed down tells nothing. */
  email: string;
  network: string;
  /** The id of a browser that this account was signed in with before. */
  device: string | null;
}

/**
 * The buckets of an attempt. There are 2^20 of each kind, which bounds the table whatever people
 * type; the key keeps others from finding two things that share one.
 */
export function bucketsOf(guesser: Guesser, key: Buffer): Bucket[] {
  const bucket = (kind: keyof typeof limits, of: unknown, forgivable: boolean): Bucket => {
    const mac = createHmac('sha256', key)
      .update(JSON.stringify([kind, of]))
      .digest('hex');
    return { name: `${kind} ${mac.slice(0, 5)}`, forgivable, ...limits[kind] };
  };
  if ('uncheckedFrom' in guesser) {
    const network = guesser.uncheckedFrom;
    return [bucket('uncheckedFromNetwork', network, false), bucket('unchecked', 'all', false)];
  }
  if ('unaskedFrom' in guesser) {
    const network = guesser.unaskedFrom;
    return [bucket('unaskedFromNetwork', network, false), bucket('unasked', 'all', false)];
  }
  if ('deviceCodeBy' in guesser) {
    const { deviceCodeBy: user, network } = guesser;
    // A right code of their own gives no one new guesses.
    return [
      bucket('deviceCode', user, false),
      bucket('deviceCodesFromNetwork', network, false),
      bucket('deviceCodes', 'all', false),
    ];
  }
  if ('deviceRequestOf' in guesser) {
    const { deviceRequestOf: client, network } = guesser;
    const ofClient = bucket('deviceRequestsOfClient', client, false);
    return network === null
      ? [ofClient]
      : [ofClient, bucket('deviceRequestsFromNetwork', network, false)];
  }
  if ('secondFactorOf' in guesser) {
    const { secondFactorOf: user, device } = guesser;
    return device === null
      ? [bucket('secondFactor', user, true)]
      : [bucket('secondFactorOnDevice', [user, device], true)];
  }
  const { email, network, device } = guesser;
  const account = email.toLowerCase();
  if (device !== null) return [bucket('device', [account, device], true)];
  return [
    bucket('accountFromNetwork', [account, network], true),
    bucket('network', network, false),
    bucket('account', account, false),
  ];
}

/** Whole seconds to wait, at least one. */
export const secondsUntil = (time: Date, now: Date): number =>
  Math.max(1, Math.ceil((time.getTime() - now.getTime()) / 1000));

/** How many failures are not forgotten yet, in each of these buckets. */
export type Levels = ReadonlyMap<string, number>;

/** Failures of a network are of many people. */
const networksShare = 4;

/**
 * The failures that count against a stranger at an account: of strangers from the same network, of strangers
 * from all networks, or of that network at all accounts.
 */
export const failuresIn = (levels: Levels, buckets: readonly Bucket[]): number =>
  Math.max(
    ...buckets.map(({ name }) => {
      const level = levels.get(name) ?? 0;
      return name.startsWith('network ') ? level / networksShare : level;
    }),
  );
