import type { Span } from './span.ts';

/** One lifetime within that of all. The times stand beside it as text. */
export const SpanBar = ({ span, isOver }: { span: Span; isOver: boolean }) => (
  <svg className="span" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <path className="chart-floor" d="M0 5H100" />
    <rect
      className={isOver ? 'chart-bar chart-past' : 'chart-bar'}
      x={span.from}
      y={1}
      width={span.width}
      height={8}
    />
  </svg>
);
