import { type RefObject, useEffect, useRef, useState } from 'react';

/** How many rows come and go together. */
export const chunkSize = 50;

/** Pixels beyond the window within which rows are there. */
const margin = 1_500;

/** Pixels; what rows are taken to be high before they have been there. */
const rowHeight = 44;

/** A long list in pieces, each of which is there while it is near the window. */
export function chunksOf<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / chunkSize);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * chunkSize, (index + 1) * chunkSize),
  );
}

interface Chunk<Box> {
  ref: RefObject<Box | null>;
  /** The height to leave free in its place; null while its rows are there. */
  space: number | null;
}

/**
 * Whether a piece of a long list is near the window. One with the focus, or with something opened, stays:
 * what a person is at is never taken from under them.
 */
export function useChunk<Box extends HTMLElement>(index: number, rows: number): Chunk<Box> {
  const ref = useRef<Box>(null);
  const [space, setSpace] = useState<number | null>(() => (index < 2 ? null : rows * rowHeight));
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry) return;
        if (entry.isIntersecting) setSpace(null);
        else if (!isInUse(box)) setSpace(entry.boundingClientRect.height);
      },
      { rootMargin: `${margin}px 0px` },
    );
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { ref, space };
}

const isInUse = (box: HTMLElement): boolean =>
  box.contains(document.activeElement) || box.querySelector('[aria-expanded="true"]') !== null;
