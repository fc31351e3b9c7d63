import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import {
  addPasskeyPage,
  type PasskeysPage,
  passkeysPage,
  renamePasskeyPage,
} from './passkeys.page.ts';

const frame = exampleFrame('passkeys');
const page: PasskeysPage = {
  ...frame,
  hasRoom: true,
  passkeys: [
    {
      ...{ id: '1', name: 'iCloud Keychain', backedUp: true, userVerified: true },
      ...{
        createdAt: new Date('2026-09-01T09:00:00Z'),
        lastUsedAt: new Date('2026-11-20T09:00:00Z'),
      },
    },
    {
      ...{ id: '2', name: 'Key on my key ring', backedUp: false, userVerified: false },
      ...{ createdAt: new Date('2026-10-01T09:00:00Z'), lastUsedAt: null },
    },
  ],
};
const asked = { kind: 'create', options: { challenge: 'AA' } } as const;

export const examples: Examples = {
  'account passkeys': (view) => passkeysPage(view, page),
  'account without passkeys': (view) => passkeysPage(view, { ...page, passkeys: [] }),
  'account passkeys, the last way in': (view) =>
    passkeysPage(view, { ...page, error: 'account.passkeys.last' }),
  'account passkeys, add one': (view) => addPasskeyPage(view, { ...frame, asked }),
  'account passkeys, one was refused': (view) =>
    addPasskeyPage(view, { ...frame, asked, error: 'passkey.error.full' }),
  'account passkeys, another name': (view) =>
    renamePasskeyPage(view, { ...frame, id: '1', name: 'iCloud Keychain', maxLength: 60 }),
};
