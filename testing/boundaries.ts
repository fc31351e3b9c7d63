import type { Import, Location, SourceFile } from './source-file.ts';

/** Who may import whom. A rule looks at one import of one file that is no test. */
export interface Rule {
  name: string;
  /** Why there is such a rule. */
  because: string;
  /** What to do with code that breaks it. */
  instead: string;
  forbids(file: Location, imported: Import): boolean;
}

/** Packages of ours that each package may import. */
const mayImport: Record<string, readonly string[]> = {
  protocol: [],
  guard: ['protocol'],
  client: ['protocol'],
  base: ['protocol'],
  gateway: ['protocol', 'base'],
  issuer: ['protocol', 'base'],
  console: ['protocol', 'client'],
  sallyport: ['protocol', 'base', 'guard', 'client', 'gateway', 'issuer'],
};

/** At least so many files are seen in each package: a check that reads nothing passes anything. */
export const fewestFiles: Record<string, number> = {
  protocol: 8,
  base: 2,
  guard: 8,
  client: 1,
  gateway: 12,
  issuer: 100,
  console: 20,
  sallyport: 12,
};

const steps = ['sign-in', 'email-sign-in', 'registration', 'own-password', 'consent', 'federation'];
const isStore = (path: string) => path.endsWith('.store.ts');
const inIssuer = (file: Location) => file.package === 'issuer';

/** Folders of the issuer that are no capabilities. */
const infrastructure = ['runtime', 'http', 'listen', 'database', 'audit', 'pages'];
const isCapability = (target: Location) =>
  inIssuer(target) && target.folder !== '' && !infrastructure.includes(target.folder);

export const importRules: readonly Rule[] = [
  {
    name: 'packages',
    because:
      'A package is cut where its consumer or its runtime differs. What both ends of a wire must ' +
      'agree on is the protocol; the composition root alone knows every part.',
    instead:
      'Move what both need to packages/protocol if it is pure vocabulary of the wire, to ' +
      'packages/base if only issuer, gateway and command line need it; else talk over HTTP, or hand it in from packages/sallyport.',
    forbids: (file, { target }) =>
      target?.package != null &&
      file.package !== null &&
      target.package !== file.package &&
      !mayImport[file.package]?.includes(target.package),
  },
  {
    name: 'by name',
    because: 'A package that is published cannot reach beside itself.',
    instead: 'Import the other package by its name (@sallyport/…), as its `exports` allow.',
    forbids: (file, { target, specifier }) =>
      specifier?.startsWith('.') === true && target?.package !== file.package,
  },
  {
    name: 'pure protocol',
    because: 'The protocol runs in services, gateways and browsers, and has no dependencies.',
    instead: 'Leave I/O, clocks and entropy to the caller and pass in what they give.',
    forbids: (file, { target }) => file.package === 'protocol' && target === null,
  },
  {
    name: 'no zod in what others embed',
    because: "Guard and client live in other people's processes; each dependency becomes theirs.",
    instead: 'Check the few fields by hand, as their other files do.',
    forbids: (file, { specifier }) =>
      ['guard', 'client'].includes(file.package ?? '') && /^zod(\/|$)/.test(specifier ?? ''),
  },
  {
    name: 'no tests in production',
    because: 'Fixtures and test helpers are not published and not held to the same care.',
    instead: 'Move the code that both need out of the fixture into a file of its own.',
    forbids: (_file, { target }) =>
      target !== null && (target.package === null || /\.(test|fixture)\.tsx?$/.test(target.path)),
  },
  {
    name: 'readable imports',
    because: 'An import whose target is put together at run time escapes every other rule.',
    instead: 'Write the specifier out, one import for each target.',
    forbids: (_file, { specifier }) => specifier === null,
  },
  {
    name: 'steps return to the dispatcher',
    because:
      'One dispatcher decides what comes next in a sign-in. Steps that call one another, or ' +
      'authorize, decide it in several places, and one of them forgets a step.',
    instead:
      'Redirect back to /authorize/… with the interaction and let authorize/dispatch.ts decide. ' +
      'What several steps need belongs in interactions/ or sessions/.',
    forbids: (file, { target }) =>
      inIssuer(file) &&
      steps.includes(file.folder) &&
      target !== null &&
      inIssuer(target) &&
      target.folder !== file.folder &&
      [...steps, 'authorize'].includes(target.folder),
  },
  {
    name: 'stores are private',
    because:
      "A capability's statements and rows are its own, so that its invariants live in one place.",
    instead:
      'Call a function that the capability exports beside its store, or add one there that says ' +
      'what you need in its terms.',
    forbids: (file, { target }) =>
      inIssuer(file) &&
      target !== null &&
      inIssuer(target) &&
      isStore(target.path) &&
      target.folder !== file.folder,
  },
  {
    name: 'stores are not passed on',
    because: 'A statement that is exported under another name is as public as its store would be.',
    instead:
      'Write a function that says what it is for in the terms of the capability, and calls the ' +
      'statement. A type that others need belongs in a file of its own, which the store imports.',
    forbids: (file, { target, isReexport }) =>
      isReexport && inIssuer(file) && target !== null && isStore(target.path),
  },
  {
    name: 'pages are plain',
    because:
      'What pages share is HTML: it knows no capability and no database, and of requests only what ' +
      'its endpoints read.',
    instead: 'Pass the page what it shows. A page of one capability is an x.page.ts in its folder.',
    forbids: (file, { target }) =>
      inIssuer(file) &&
      file.folder === 'pages' &&
      target !== null &&
      inIssuer(target) &&
      target.folder !== 'pages' &&
      !['packages/issuer/src/http/html.ts', 'packages/issuer/src/routes.ts'].includes(
        target.path,
      ) &&
      !(target.folder === 'http' && file.path.endsWith('.endpoint.ts')),
  },
  {
    name: 'http knows HTTP only',
    because:
      'What endpoints share about requests and answers holds for any of them: it knows no URL, no ' +
      'capability, no database and not what endpoints are built from.',
    instead:
      'Take what you need as a parameter, with a type of your own, or move the code into the ' +
      'capability that it is about, as an x.middleware.ts or x.endpoint.ts.',
    forbids: (file, { target }) =>
      inIssuer(file) &&
      file.folder === 'http' &&
      target !== null &&
      inIssuer(target) &&
      !['http', 'listen', 'runtime'].includes(target.folder ?? ''),
  },
  {
    name: 'runtime and audit are at the bottom',
    because: 'Everything may import them; if they imported a capability, everything would.',
    instead: 'Pass in what they need, or move the code into the capability that it is about.',
    forbids: (file, { target }) =>
      inIssuer(file) &&
      ['runtime', 'audit'].includes(file.folder) &&
      target !== null &&
      target.folder !== file.folder &&
      (isCapability(target) || ['http', 'pages'].includes(target.folder)),
  },
];

/** The one rule that is not about an import. */
export const ambientRule = {
  name: 'time and entropy come from runtime',
  because:
    'Tests and simulations set the time and the random bytes. Code that asks the machine instead ' +
    'cannot be tested so, and two clocks in one decision may disagree.',
  instead:
    'Take `clock` or `random` of what you are built from; the process hands them in, from runtime/.',
  applies: (file: Location) =>
    ['issuer', 'gateway', 'guard'].includes(file.package ?? '') &&
    file.folder !== 'runtime' &&
    file.path !== 'packages/guard/src/clock.ts',
};

/** What the rules find, as text for the author: where, what, why, and where it belongs. */
export function findViolations(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => !file.isTest)
    .flatMap((file) => [
      ...file.imports.flatMap((imported) =>
        importRules
          .filter((rule) => rule.forbids(file, imported))
          .map((rule) =>
            explain(
              `${file.path}:${imported.line} imports ${imported.specifier ?? 'what is computed'}`,
              rule,
            ),
          ),
      ),
      ...(ambientRule.applies(file) ? file.ambientUses : []).map(({ line, what }) =>
        explain(`${file.path}:${line} uses ${what}`, ambientRule),
      ),
    ]);
}

const explain = (what: string, { name, because, instead }: Omit<Rule, 'forbids'>): string =>
  `${what}\n  Rule: ${name}. ${because}\n  Do: ${instead}`;
