import { Copy } from '../../ui/copy.tsx';

/** A text to take along. */
export const Copied = ({ text }: { text: string }) => (
  <div className="copied">
    <pre className="panel">
      <code>{text}</code>
    </pre>
    <Copy text={text} />
  </div>
);
