import { useId, useState } from 'react';
import { useTexts } from '../texts/texts.ts';

export interface Bar {
  label: string;
  value: number;
  /** Drawn as what wants to be looked at. */
  isBad?: boolean;
}

interface BarsProps {
  title: string;
  /** Of the column that says what each bar is, in the table. */
  of: string;
  bars: readonly Bar[];
}

const height = 96;
const gap = 3;
const width = 24;

/**
 * Columns beside one another: a picture of many numbers, with the numbers as a table for those who
 * cannot see it or want to know.
 */
export function Bars({ title, of, bars }: BarsProps) {
  const id = useId();
  const texts = useTexts().common;
  const [isOpen, setOpen] = useState(false);
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const all = bars.length * (width + gap) - gap;
  // Few are no wider than many.
  const style = { maxWidth: `${bars.length * 4}rem` };
  return (
    <figure className="chart">
      <svg
        viewBox={`0 0 ${all} ${height}`}
        preserveAspectRatio="none"
        style={style}
        role="img"
        aria-labelledby={id}
      >
        <title id={id}>{title}</title>
        <path className="chart-floor" d={`M0 ${height - 0.5}H${all}`} />
        {bars.map(({ label, value, isBad }, index) => {
          // What is there is seen, however little it is.
          const tall = value === 0 ? 0 : Math.max(2, (value / most) * (height - 2));
          return (
            <rect
              key={label}
              className={isBad ? 'chart-bar chart-bad' : 'chart-bar'}
              x={index * (width + gap)}
              y={height - tall}
              width={width}
              height={tall}
            >
              <title>{`${label}: ${value}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption className="chart-labels quiet small" style={style} aria-hidden="true">
        <span>{bars[0]?.label}</span>
        {bars.length > 1 && <span>{bars.at(-1)?.label}</span>}
      </figcaption>
      {/* It has more parts than the rest of a view: it is made when it is wanted. */}
      <details className="small" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{texts.asTable}</summary>
        {isOpen && <Table of={of} bars={bars} />}
      </details>
    </figure>
  );
}

function Table({ of, bars }: Pick<BarsProps, 'of' | 'bars'>) {
  const { count } = useTexts().common;
  return (
    <table className="chart-table">
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <th scope="col">{count}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ label, value }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
