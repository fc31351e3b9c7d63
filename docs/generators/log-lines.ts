import { type LogCall, logCalls } from './log-calls.ts';
import { atRunTime, type Explanation, explanations } from './log-explanations.ts';

const head = `---
description: Every line of the log with its level, its fields, and what to do about it.
sidebar: { order: 7, label: Log lines }
---

# Log lines

What gateways, issuers and the process around them say of themselves. [The log](log.md) tells of the lines about requests, of the fields that every line has, and of where lines go. \`…\` stands for what differs. An error
is in \`err\`, with \`type\`, \`message\` and \`stack\`. Set an alert on [metrics](metrics.md) rather than on lines, for their words may change.
`;

const titles: Record<string, string> = {
  gateway: 'Gateway',
  issuer: 'Issuer',
  sallyport: 'Process, database and workers',
};
const order = ['fatal', 'error', 'warn or error', 'warn', 'info', 'debug'];

/** `docs/pages/look-up/log-lines.md` */
export function logLinesReference(): string {
  const calls = distinct(logCalls());
  const sections = Object.entries(titles).flatMap(([name, title]) => [
    `## ${title}`,
    '',
    ...calls
      .filter((call) => call.package === name)
      .sort((one, other) => order.indexOf(one.level) - order.indexOf(other.level))
      .map(section),
  ]);
  return [head, ...sections].join('\n');
}

/** Once for those that several places write. */
function distinct(calls: readonly LogCall[]): LogCall[] {
  const known = new Map<string, LogCall>();
  for (const call of calls) {
    const key = keyOf(call);
    const before = known.get(key);
    const fields = [...new Set([...(before?.fields ?? []), ...call.fields])];
    known.set(key, { ...call, fields });
  }
  return [...known.values()].filter(({ message }) => message !== 'request');
}

const keyOf = ({ package: name, level, message }: LogCall) => `${name} ${level} ${message}`;

/** Empty where the words of the line say all. */
export const explanationOf = (call: LogCall): Explanation | undefined =>
  explanations[`${call.package}: ${call.message}`] ?? atRunTime[keyOf(call)];

function section(call: LogCall): string {
  const { text, fields = [], shown } = explanationOf(call) ?? { text: '' };
  const all = [...new Set([...call.fields, ...fields])].map((field) => `\`${field}\``);
  return [
    `### ${shown ?? call.message}`,
    '',
    `${[`\`${call.level}\``, all.join(', ')].filter(Boolean).join(', with ')}. ${text}`,
    '',
  ].join('\n');
}
