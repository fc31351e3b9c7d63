import { Copy } from '../../ui/copy.tsx';

interface CopiedProps {
  text: string;
  /** Of a file: its name. */
  label?: string;
}

/** A text to take along. */
export const Copied = ({ text, label }: CopiedProps) => (
  <figure className="copied">
    {label && <figcaption className="quiet small code">{label}</figcaption>}
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
    <pre className="panel" tabIndex={0}>
      <code>{text}</code>
    </pre>
    <Copy text={text} />
  </figure>
);
