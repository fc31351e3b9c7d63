import type { TestProject } from 'vitest/node';
import { chromiumPath } from './chromium.ts';
import { builtConsole } from './console.ts';

/**
 * Once a run and before its workers start: side by side, each would unpack a browser of its own, and
 * each system that a test starts would begin to build the console.
 */
export default async function setup({ vitest }: TestProject): Promise<void> {
  const paths = vitest.state.getPaths();
  const some = (folder: string) => paths.some((path) => path.includes(folder));
  if (some('/e2e/')) await chromiumPath();
  if (some('/e2e/') || some('/sallyport/')) await builtConsole();
}
