import { appCode } from './app-code.ts';
import type { Page } from './page.ts';
import { Tab } from './tab.ts';
import type { Way } from './ways.ts';
import { password, type World } from './world.ts';

/** What a person fills in, and the label of what they press. */
export interface Answer {
  fill?: Record<string, string>;
  press: string;
}

/** A link of a mail to open in this tab. */
export interface Opening {
  open: string;
}

/** Who signs in, with what they know and have. */
export interface Person {
  email: string;
  /** The one that they choose, where they are asked for one. */
  password: string;
  /** The one that they had before. */
  former?: string;
  /** Of the authenticator app. */
  secret?: string;
  /** On paper. */
  codes: string[];
  /** Opens magic links in another browser than this one. */
  opensElsewhere?: boolean;
}

export const newPerson = (world: World): Person => ({
  ...{ email: world.newAddress(), password, codes: [] },
});

type Answering = (page: Page, person: Person, world: World, way: Way) => Promise<Answer | Opening>;

export const chosenPassword = 'another harbour, louder at noon';

/** What people do at each page, whatever way led them there; what they do first is the way's. */
const answers: [path: RegExp, answer: Answering][] = [
  [
    /^\/(email-code|magic-link|register|forgot-password)\/[^/]+$/,
    async (page, person, world) => {
      if (page.fields.includes('email')) {
        return { fill: { email: person.email }, press: first(page, 'Continue', 'Send link') };
      }
      const { link } = await world.mailbox.last(person.email);
      if (page.path.startsWith('/email-code') || person.opensElsewhere) {
        return { fill: { code: await mailedCode(person, world) }, press: 'Continue' };
      }
      return { open: link! };
    },
  ],
  [
    /^\/register\/[^/]+\/code$/,
    async (_, person, world) => ({
      fill: { code: await mailedCode(person, world) },
      press: 'Continue',
    }),
  ],
  [
    /^\/register\/[^/]+\/details$/,
    async (_, person) => ({
      fill: { name: 'Person', password: person.password },
      press: 'Create account',
    }),
  ],
  [/\/open$/, async () => ({ press: 'Continue' })],
  [
    /^\/(email-code|magic-link)\/[^/]+\/check$/,
    async (_, person, world) => ({
      fill: { code: await mailedCode(person, world) },
      press: 'Continue',
    }),
  ],
  [
    /^\/totp\//,
    async (_, { secret }, world) =>
      secret === undefined
        ? { press: 'Use a recovery code' }
        : { fill: { code: await nextAppCode(secret, world) }, press: 'Continue' },
  ],
  [
    /^\/recovery-code\//,
    async (_, { codes }) => ({ fill: { code: codes.shift()! }, press: 'Continue' }),
  ],
  [
    /^\/confirm-mailbox\//,
    async (page, person, world) =>
      page.fields.includes('code')
        ? { fill: { code: await mailedCode(person, world) }, press: 'Continue' }
        : { press: 'Send code' },
  ],
  [
    /^\/set-up-factor\//,
    async ({ presses }) => ({
      press: [...presses.keys()].find((label) => label.startsWith('Authenticator app'))!,
    }),
  ],
  [
    /^\/set-up-totp\//,
    async (page, person, world) => {
      if (page.presses.has('I have kept them')) return { press: 'I have kept them' };
      person.secret = /class="secret">([^<]+)</.exec(page.html)![1]!.replaceAll(' ', '');
      const fill = { code: await nextAppCode(person.secret, world) };
      return { fill, press: 'Continue' };
    },
  ],
  [
    /^\/(change-password\/|reset-password)/,
    async (page, person) => {
      person.former ??= person.password;
      person.password = chosenPassword;
      const press = first(page, 'Change password', 'Set password');
      return { fill: { password: chosenPassword }, press };
    },
  ],
  [/^\/consent\//, async (_, __, ___, { refuses }) => ({ press: refuses ? 'Cancel' : 'Allow' })],
  [
    /^\/invitation$/,
    async (_, person) => ({
      fill: { name: 'Person', password: person.password },
      press: 'Accept',
    }),
  ],
];

/** The pages that say what happened, and where to go on. */
const leadOn = ['Start again', 'Continue', 'Back to sign-in', 'Sign in another way'];

/** @returns null where the page says nothing that leads on. */
export async function answerTo(
  page: Page,
  way: Way,
  person: Person,
  world: World,
): Promise<Answer | Opening | null> {
  if (page.path.startsWith('/sign-in/')) {
    const answer = way.signIn(page, person);
    if (answer && page.presses.has(answer.press)) return answer;
  }
  const [, answering] = answers.find(([path]) => path.test(page.path)) ?? [];
  const isForm = page.fields.length > 0 || page.status === 200;
  if (answering && isForm) {
    const answer = await answering(page, person, world, way);
    if ('open' in answer || page.presses.has(answer.press)) return answer;
  }
  const label = leadOn.find((one) => page.presses.has(one));
  return label === undefined ? null : { press: label };
}

const first = (page: Page, ...labels: string[]): string =>
  labels.find((label) => page.presses.has(label)) ?? labels[0]!;

/** The code of the last mail, or the one that its link shows in another browser. */
async function mailedCode({ email, opensElsewhere }: Person, world: World): Promise<string> {
  const { text, link } = await world.mailbox.last(email);
  if (!opensElsewhere) return /\b\d{3} ?\d{3}\b/.exec(text)![0];
  const shown = await new Tab(world.newVisitor(), world.url).open(link!);
  if (shown.at !== 'page') throw new Error('The link has led on in another browser.');
  return /class="shown-code">([^<]+)</.exec(shown.page.html)?.[1] ?? '';
}

/** A code that was not used yet: people wait for the next one. */
async function nextAppCode(secret: string, world: World): Promise<string> {
  world.advance(30);
  return appCode(secret, world.context.clock.now());
}
