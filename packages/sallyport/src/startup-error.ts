/**
 * Sallyport cannot start, for a reason that its operator can do something about.
 * The message is one or two sentences fit to print as they are: what is wrong, and what to do.
 * The command line prints it without a stack and exits with 1.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
