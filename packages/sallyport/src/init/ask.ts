import { createInterface, type Interface } from 'node:readline/promises';
import { StartupError } from '../startup-error.ts';
import { UsageError } from '../usage-error.ts';
import { type Answers, normal, type Question, questions } from './answers.ts';

/**
 * What the options say, and for the rest what a person answers at the terminal. Without a terminal
 * nothing is asked, and the usual answers are taken.
 *
 * @throws StartupError when an answer cannot be used
 */
export async function answersFrom(given: Partial<Answers>): Promise<Answers> {
  const terminal = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stdout })
    : null;
  try {
    let answers: Partial<Answers> = {};
    for (const question of questions) {
      const told = given[question.key];
      const answer =
        told === undefined && terminal
          ? await ask(question, terminal, answers)
          : checked(question, told ?? question.usual, answers);
      answers = { ...answers, [question.key]: normal(answer) };
    }
    return answers as Answers;
  } finally {
    terminal?.close();
  }
}

/** Asks until the answer can be used. */
async function ask(
  { text, usual, refuse }: Question,
  terminal: Interface,
  before: Partial<Answers>,
): Promise<string> {
  // Ctrl-C and Ctrl-D close the terminal, and leave the question without an answer.
  const left = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new StartupError('\nNothing was written.')));
  });
  for (let prompt = text; ; ) {
    const typed = await Promise.race([terminal.question(`${prompt} [${usual}] `), left]);
    const answer = typed.trim() || usual;
    const fault = refuse(answer, before);
    if (!fault) return answer;
    prompt = fault;
  }
}

function checked({ flag, refuse }: Question, answer: string, before: Partial<Answers>): string {
  const fault = refuse(answer, before);
  if (fault) throw new UsageError(`${flag} is ${JSON.stringify(answer)}. ${fault}`);
  return answer;
}
