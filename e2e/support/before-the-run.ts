import type { TestProject } from 'vitest/node';
import { chromiumPath } from './chromium.ts';

/** Once a run and before its workers start: side by side, each would unpack a browser of its own. */
export default async function setup({ vitest }: TestProject): Promise<void> {
  if (vitest.state.getPaths().some((path) => path.includes('/e2e/'))) await chromiumPath();
}
