import type { Context } from '../context.ts';
import {
  createInteractionReader,
  type InteractionReader,
} from '../interactions/interaction-reader.service.ts';
import { signInChoices } from './sign-in.store.ts';

/** The interactions of sign-in pages, with all that these pages offer. */
export const createSignInReader = (context: Pick<Context, 'sql' | 'clock'>): InteractionReader =>
  createInteractionReader(context, signInChoices);
