import { useTexts } from '../../texts/texts.ts';
import type { ChangeLine } from './change.ts';

const marks = { added: '+', removed: '−', changed: '~' };

/** What is there now and was not, and the other way round. */
export function Diff({ lines }: { lines: readonly ChangeLine[] }) {
  const texts = useTexts().audit.diff;
  return (
    <ul className="diff" aria-label={texts.title}>
      {lines.map(({ kind, text }, index) => (
        <li key={index} className={`diff-line diff-${kind}`}>
          <span aria-hidden="true">{marks[kind]}</span>
          <span className="visually-hidden">{texts[kind]}</span>
          <code>{text}</code>
        </li>
      ))}
    </ul>
  );
}
