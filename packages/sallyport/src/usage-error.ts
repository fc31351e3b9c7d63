import { StartupError } from './startup-error.ts';

/** An option has a value that cannot be used. The command line exits with 2. */
export class UsageError extends StartupError {}
