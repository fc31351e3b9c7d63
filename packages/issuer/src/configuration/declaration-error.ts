import type { Issue } from './references.ts';

/** The declaration contradicts itself. The command line tells lines by the paths. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError';
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
    this.issues = issues;
  }
}
