import { sha256 } from '../runtime/sha256.ts';

/** How many a person may have: enough for all devices of one person, and few enough for a page. */
export const maxPasskeys = 20;
export const maxNameLength = 60;

/** One that a person has set up, as they see it. */
export interface Passkey {
  id: string;
  /** As the authenticator names it. */
  credentialId: Buffer;
  /** How the browser reaches it, as it said. */
  transports: string[];
  name: string;
  aaguid: string;
  /** Whether it is on other devices of the person, too, or kept by their account elsewhere. */
  backedUp: boolean;
  /** Whether it can sign in alone: the authenticator checks who uses it. */
  userVerified: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/**
 * What an authenticator keeps with a passkey, and gives back: it says whose it is and, as a hash, tells
 * nothing of them (WebAuthn, level 3, section 14.6.1). It is the same for all passkeys of a person,
 * so that an authenticator keeps one of them.
 */
export const userHandleOf = (userId: string): Buffer => sha256(`passkey ${userId}`);

/** The product that keeps the passkey, by AAGUID, as the published list of AAGUIDs names it. */
const providers: Readonly<Record<string, string>> = {
  'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4': 'Google Password Manager',
  'adce0002-35bc-c60a-648b-0b25f1f05503': 'Chrome on Mac',
  'fbfc3007-154e-4ecc-8c0b-6e020557d7bd': 'iCloud Keychain',
  'dd4ec289-e01d-41c9-bb89-70fa845d4bf2': 'iCloud Keychain',
  '08987058-cadc-4b81-b6e1-30de50dcbe96': 'Windows Hello',
  '9ddd1817-af5a-4672-a2b9-3e3dd95000a9': 'Windows Hello',
  '6028b017-b1d4-4c02-b4b3-afcdafc96bb2': 'Windows Hello',
  'bada5566-a7aa-401f-bd96-45619a55120d': '1Password',
  'd548826e-79b4-db40-a3d8-11116f7e8349': 'Bitwarden',
  '531126d6-e717-415c-9320-3d9aa6981239': 'Dashlane',
  'b84e4048-15dc-4dd0-8640-f4f60813c8af': 'NordPass',
  '0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6': 'Keeper',
  'f3809540-7f14-49c1-a8b3-8f813b225541': 'Enpass',
  '53414d53-554e-4700-0000-000000000000': 'Samsung Pass',
  '50726f74-6f6e-5061-7373-50726f746f6e': 'Proton Pass',
  'fdb141b2-5d84-443e-8a35-4698c205a502': 'KeePassXC',
};

/** The name that a new passkey has until its owner gives it another. */
export const firstNameOf = (aaguid: string, otherwise: string): string =>
  providers[aaguid] ?? otherwise;
