import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useTexts } from '../texts/texts.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { SearchMenu } from '../ui/search-menu.tsx';
import { clientsQuery } from '../views/applications/clients.ts';
import { findUsersQuery } from '../views/people/users.ts';
import { deedsFor } from './deeds.ts';
import { placesFor } from './places.ts';
import { need, useMayAnywhere } from './session.ts';

interface Entry {
  id: string;
  text: string;
  note?: string;
  icon: IconName;
  go(): void;
}

/** Every view, person and application, and what can be made, from the keyboard. */
export function Palette({ onClose }: { onClose(): void }) {
  const label = useTexts().frame.palette;
  return (
    <ModalOverlay
      className="overlay overlay-top"
      isOpen
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className="modal palette">
        <Dialog className="palette-dialog" aria-label={label}>
          <Entries onDone={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Entries({ onDone }: { onDone(): void }) {
  const texts = useTexts();
  const [text, setText] = useState('');
  const entries = useEntries(text);
  return (
    <SearchMenu
      label={texts.frame.palette}
      text={text}
      onText={setText}
      entries={entries}
      onAction={({ go }) => {
        onDone();
        go();
      }}
    >
      {({ text, note, icon }) => (
        <>
          <Icon name={icon} />
          {text}
          {note && <span className="quiet small">{note}</span>}
        </>
      )}
    </SearchMenu>
  );
}

/** What fits the text: views at once, people and applications as they are found. */
function useEntries(text: string): Entry[] {
  const texts = useTexts();
  const navigate = useNavigate();
  const { mayAnywhere, mayEverywhere } = useMayAnywhere();
  const mayPeople = mayAnywhere(need<'GET /users'>('users:read here'));
  const people = useQuery({ ...findUsersQuery(text), enabled: mayPeople && text.length > 1 });
  const clients = useQuery({
    ...clientsQuery,
    enabled: mayAnywhere(need<'GET /clients'>('clients:read')) && text.length > 1,
  });
  const wanted = text.toLowerCase();
  const fits = (...words: string[]) => words.some((word) => word.toLowerCase().includes(wanted));
  return [
    ...placesFor(mayAnywhere)
      .filter(({ name }) => fits(texts.nav[name]))
      .map(({ to, name, icon }) => ({
        id: to,
        text: texts.nav[name],
        icon,
        go: () => void navigate({ to }),
      })),
    ...deedsFor(mayEverywhere)
      .map((deed) => ({ ...deed, text: deed.text(texts) }))
      .filter((deed) => fits(deed.text))
      .map(({ to, hash, search, text, icon }) => ({
        id: `${to} ${hash} ${search?.status}`,
        text,
        icon,
        go: () => void navigate({ to, ...(hash && { hash }), ...(search && { search }) }),
      })),
    ...(text.length > 1 ? (people.data ?? []) : []).map(({ id, name, email }) => ({
      id,
      text: name,
      note: email,
      icon: 'account' as const,
      go: () => void navigate({ to: '/people/$id', params: { id } }),
    })),
    ...(text.length > 1 ? (clients.data ?? []) : [])
      .filter(({ id, name }) => fits(id, name))
      .slice(0, 8)
      .map(({ id, name }) => ({
        id: `client ${id}`,
        text: name,
        note: id,
        icon: 'application' as const,
        go: () => void navigate({ to: '/applications/$id', params: { id } }),
      })),
  ];
}
