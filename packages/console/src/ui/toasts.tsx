import { useSyncExternalStore } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface Toast {
  text: string;
  /** What came of it: `3 of 3 gateways obey, after 8 ms.` */
  note?: string | undefined;
  kind?: 'done' | 'failed';
  undo?: (() => void) | undefined;
}

interface Shown extends Toast {
  id: number;
}

let shown: readonly Shown[] = [];
let last = 0;
const listeners = new Set<() => void>();
const lifetime = 10_000;

function set(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Says what became of an action. What failed stays until it is closed, or something is done after it. */
export function toast(told: Toast): void {
  const id = ++last;
  const before = told.kind === 'failed' ? shown : shown.filter(({ kind }) => kind !== 'failed');
  set([...before.slice(-2), { ...told, id }]);
  if (told.kind !== 'failed') setTimeout(() => close(id), lifetime);
}

const close = (id: number): void => set(shown.filter((each) => each.id !== id));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Read by screen readers as they come. */
export function Toasts() {
  const all = useSyncExternalStore(subscribe, () => shown);
  const texts = useTexts().common;
  return (
    <section className="toasts" aria-live="polite" aria-label={texts.messages}>
      {all.map(({ id, text, note, kind = 'done', undo }) => (
        <div key={id} className={`toast toast-${kind}`} data-testid="toast">
          <Icon name={kind === 'done' ? 'check' : 'close'} />
          <div className="toast-text">
            <p>{text}</p>
            {note && <p className="quiet">{note}</p>}
          </div>
          {undo && (
            <Button
              size="small"
              onPress={() => {
                close(id);
                undo();
              }}
            >
              {texts.undo}
            </Button>
          )}
          <Button kind="quiet" size="small" aria-label={texts.close} onPress={() => close(id)}>
            <Icon name="close" size={16} />
          </Button>
        </div>
      ))}
    </section>
  );
}
