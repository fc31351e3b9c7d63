/** Marks a session as ended; every grant made within it dies with it. */
export { endSession as markSessionEnded } from './sessions.store.ts';
