import { type Panel, type Row, rows } from './panels.ts';

const datasource = { type: 'prometheus', uid: '${datasource}' };
const width = 24;
const height = { timeseries: 8, stat: 4 };

/** `docs/public/monitoring/dashboard.json`, to be imported into Grafana 10 or later. */
export function dashboard(): object {
  return {
    title: 'Sallyport',
    uid: 'sallyport',
    tags: ['sallyport'],
    schemaVersion: 39,
    timezone: 'browser',
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: variables },
    panels: layOut(rows),
  };
}

const label = (name: string, query: string) => ({
  name,
  type: 'query',
  datasource,
  query: { query, refId: name },
  definition: query,
  refresh: 2,
  includeAll: true,
  multi: true,
  allValue: '.*',
  current: { text: 'All', value: '$__all' },
});

const variables = [
  { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' },
  label('job', 'label_values(process_uptime_seconds, job)'),
  label('instance', 'label_values(process_uptime_seconds{job=~"$job"}, instance)'),
];

/** Each row's panels side by side, numbers four to a line and graphs two. */
function layOut(all: readonly Row[]): object[] {
  let y = 0;
  let id = 1;
  return all.flatMap(({ title, panels }) => {
    const head = { id: id++, type: 'row', title, gridPos: { x: 0, y: y++, w: width, h: 1 } };
    const [first] = panels;
    const perLine = first?.kind === 'stat' ? 4 : 2;
    const w = width / perLine;
    const h = height[first?.kind ?? 'timeseries'];
    const placed = panels.map((panel, index) => {
      const line = Math.floor(index / perLine);
      return panelOf(panel, id++, { x: (index % perLine) * w, y: y + line * h, w, h });
    });
    y += Math.ceil(panels.length / perLine) * h;
    return [{ ...head, collapsed: false, panels: [] }, ...placed];
  });
}

const panelOf = (
  { title, description, unit, kind = 'timeseries', queries }: Panel,
  id: number,
  gridPos: object,
) => ({
  id,
  type: kind,
  title,
  ...(description && { description }),
  datasource,
  gridPos,
  fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
  options: kind === 'stat' ? { reduceOptions: { calcs: ['lastNotNull'] } } : {},
  targets: queries.map(({ expression, legend }, index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    expr: expression,
    legendFormat: legend,
  })),
});
