/** One line of a diff: what is there since an event, or was until then. */
export interface ChangeLine {
  kind: 'added' | 'removed' | 'changed';
  text: string;
}

export interface Change {
  lines: ChangeLine[];
  /** What else is known of the event. */
  facts: [name: string, value: unknown][];
}

type Detail = Readonly<Record<string, unknown>>;

/** Lists in details, and what it means of a thing to be in one. */
const lists: Record<string, ChangeLine['kind']> = {
  given: 'added',
  added: 'added',
  taken: 'removed',
  removed: 'removed',
  drift: 'changed',
};

/** Fields of what was made or deleted as a whole. */
const parts = ['permissions', 'roles', 'groups', 'apis', 'type', 'parent'];

const verbs: Record<string, ChangeLine['kind']> = {
  assign: 'added',
  add_member: 'added',
  create: 'added',
  unassign: 'removed',
  remove_member: 'removed',
  delete: 'removed',
};

/** What an event changed, as a diff, and the facts that are no change. */
export function readChange(action: string, detail: Detail, subjects: readonly string[]): Change {
  const lines: ChangeLine[] = [];
  const facts: Change['facts'] = [];
  const verb = verbs[action.slice(action.indexOf('.') + 1)];
  const isGift = /assign$|_member$/.test(action);
  if (verb && isGift) {
    const given = subjects.find(
      (each) => /^(?:role|group):/.test(each) && !isReceiver(each, action),
    );
    if (given) lines.push({ kind: verb, text: given });
  }
  for (const [name, value] of Object.entries(detail)) {
    const kind = lists[name];
    if (name === 'before' || name === 'after') continue;
    if (name === 'changed' && isRecord(detail['before'])) continue;
    if (name === 'from' && 'parent' in detail) continue;
    if (kind && isTexts(value)) lines.push(...value.map((text) => ({ kind, text })));
    else if (name === 'changed' && isTexts(value)) {
      lines.push(...value.map((text) => ({ kind: 'changed' as const, text })));
    } else if (name === 'parent' && 'from' in detail) {
      lines.push(...field('parent', detail['from'], value));
    } else if (verb && !isGift && parts.includes(name)) {
      lines.push(...(verb === 'added' ? field(name, null, value) : field(name, value, null)));
    } else facts.push([name, value]);
  }
  lines.push(...fields(detail['before'], detail['after']));
  return { lines, facts };
}

/** Of `role.assign`, the group may be who got the role. */
const isReceiver = (subject: string, action: string): boolean =>
  subject.startsWith('group:') && action.endsWith('assign');

function fields(before: unknown, after: unknown): ChangeLine[] {
  if (!isRecord(before) || !isRecord(after)) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => field(name, before[name], after[name]));
}

/** Of lists, what came and went; of anything else, both values. */
function field(name: string, before: unknown, after: unknown): ChangeLine[] {
  const old = itemsOf(before);
  const now = itemsOf(after);
  const only = (some: string[], others: string[], kind: ChangeLine['kind']) =>
    some
      .filter((each) => !others.includes(each))
      .map((each) => ({ kind, text: `${name}: ${each}` }));
  return [...only(old, now, 'removed'), ...only(now, old, 'added')];
}

function itemsOf(value: unknown): string[] {
  if (value === null || value === undefined || value === '') return [];
  return Array.isArray(value) ? value.map(show) : [show(value)];
}

export const show = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const isRecord = (value: unknown): value is Detail =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
