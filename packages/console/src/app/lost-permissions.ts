import { useEffect, useRef } from 'react';
import { fill, useTexts } from '../texts/texts.ts';
import { toast } from '../ui/toasts.tsx';

/** Says it when an administrator may do less than a moment ago, and whom to ask. It stays until it is closed. */
export function useLostPermissions(now: ReadonlySet<string>): void {
  const before = useRef(now);
  const texts = useTexts().gate;
  useEffect(() => {
    const lost = [...before.current].filter((each) => !now.has(each));
    before.current = now;
    if (lost.length === 0) return;
    const shown = [...lost.slice(0, 4), ...(lost.length > 4 ? ['…'] : [])].join(', ');
    toast({ text: fill(texts.lost, { permissions: shown }), note: texts.lostNote, kind: 'failed' });
  }, [now, texts]);
}
