import type { Examples } from './examples.fixture.ts';
import { homePage } from './home.page.ts';

export const examples: Examples = { home: homePage };
