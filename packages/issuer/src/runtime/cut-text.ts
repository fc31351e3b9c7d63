const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first `max` UTF-16 code units of a text, or a few less: what people see as one character stays whole. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const start = graphemes.segment(text).containing(max)!.index;
  // One character may be a letter with marks without end. Half a code point is no text.
  return start > 0 ? text.slice(0, start) : text.slice(0, max).replace(/[\ud800-\udbff]$/, '');
}
