import type { TextKey } from '../pages/texts.ts';
import type { PasskeyRefusal } from './passkey-refusal.ts';

/** What people are told, by why a passkey was refused. */
export const passkeyErrors = {
  unknown: 'passkey.error.unknown',
  not_verified: 'passkey.error.not_verified',
  expired: 'passkey.error.expired',
  refused: 'passkey.error.refused',
} as const satisfies Record<PasskeyRefusal['told'], TextKey>;

/** The same, of a passkey that was to be set up. */
export const newPasskeyErrors = { ...passkeyErrors, full: 'passkey.error.full' } as const;
