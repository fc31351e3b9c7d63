/** What a sign-in has to be for a request that was refused for it (RFC 9470, section 3). */
export interface StepUp {
  acrValues: string[];
  /** Seconds since it, at most. */
  maxAge: number | undefined;
}

/** Of a `WWW-Authenticate` header; null for any other reason. */
export function readStepUp(challenge: string | null): StepUp | null {
  const parameters = new Map(
    [...(challenge ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  if (parameters.get('error') !== 'insufficient_user_authentication') return null;
  const maxAge = parameters.get('max_age');
  return {
    acrValues: parameters.get('acr_values')?.split(' ').filter(Boolean) ?? [],
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
  };
}

/** Where the window in which a person signs in again comes back to. */
export const steppedUpPath = 'stepped-up';

/** On which that window says what came of it. */
const channelName = 'sallyport.step-up';

interface Asked {
  stepUp: StepUp;
  done(isSignedIn: boolean): void;
}

let asked: readonly Asked[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Asked[]): void {
  asked = next;
  for (const listener of listeners) listener();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the person is asked for now. */
export const askedNow = (): StepUp | null => asked[0]?.stepUp ?? null;

/**
 * Asks the person to sign in again, in a window of its own: this page, and what they have typed into it,
 * stays as it is. False when they would rather not.
 */
export const askToSignInAgain = (stepUp: StepUp): Promise<boolean> =>
  new Promise((done) => set([...asked, { stepUp, done }]));

export function answer(isSignedIn: boolean): void {
  for (const { done } of asked) done(isSignedIn);
  set([]);
}

/** Until the window says that the person is signed in. */
export function awaitSignIn(onSignedIn: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = onSignedIn;
  return () => channel.close();
}

/** In that window: tells the page that waits, and goes. */
export function reportSignIn(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage('signed in');
  channel.close();
  window.close();
}
