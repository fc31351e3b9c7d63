import type { Frame } from './account.layout.ts';
import type { SectionName } from './sections.ts';

/** For the examples of pages. */
export const exampleFrame = (section: SectionName): Frame => ({
  ...{ section, csrf: 'csrf', notice: null, acting: null },
});
