/** Loss over the energy used up to it, a line a run. */
import { h } from './dom.js';
import { holding } from './chart.js';
import { choice } from './charts.js';
import { energy, loss, plain } from './units.js';

const COLORS = ['--c-cpu', '--c-gpu', '--c-tpu', '--c-accelerator', '--c-memory', '--c-other', '--c-node', '--nobody'];

/** The colour of the group with this place. */
export const groupColor = (place) => COLORS[Math.min(place, COLORS.length - 1)];

/** `lines` are runs with their marks, each a loss and the energy at which it was first as low. */
export function curvesChart(lines, { metric, targetLoss, runs }, ui) {
  const drawn = lines.filter((line) => line.marks.length > 1);
  if (drawn.length === 0) return h('p', { class: 'nothing' }, `No run has two marks of its ${metric} loss yet.`);
  const version = drawn.map((line) => `${line.id} ${line.marks.length} ${line.marks.at(-1).microjoules}`).join(' ') + targetLoss;
  if (ui.curves?.version !== version) ui.curves = { version, ...together(drawn) };
  const { x, values } = ui.curves;
  const to = ui.chosen.span === 'all' ? x[x.length - 1] : endOfInterest(runs, x[x.length - 1]);
  const scale = energy(to);
  const look = {
    kind: 'number', stacked: false, x, from: 0, to, version: `${version} ${to}`, spanGaps: true,
    series: [...drawn.map((line, i) => ({ name: line.id, label: line.name, color: line.color, values: values[i] })), { name: ' target', label: 'Target', color: '--ink-3', dash: [4, 4], values: x.map(() => targetLoss) }],
    xTicks: (at) => at.map((value) => `${Number((value / scale.size).toPrecision(3))} ${scale.unit}`), yTicks: (at) => at.map((value) => String(Number(value.toPrecision(4)))),
    xWords: (value) => `after ${plain(energy(value))}`, yWords: loss,
    idle: { heading: 'Best', values: { ...Object.fromEntries(drawn.map((line) => [line.id, line.marks.at(-1).loss])), ' target': targetLoss } },
    label: `The ${metric} loss of ${drawn.length} runs over the energy they used. Arrow keys read it out.`,
  };
  return h('div', { class: 'chart', ...holding(look) });
}

// A run that went on for long after the target would press the others against the edge.
const endOfInterest = (runs, end) => Math.min(end, 1.5 * Math.max(...runs.map((run) => run.toTarget?.microjoules ?? 0)) || end);

/** Which part of it is drawn. */
export const curvesSpan = (ui) => choice('Energy shown', [['', 'Around the target'], ['all', 'All']], ui.chosen.span === 'all' ? 'all' : '', (span) => ui.choose({ span }));

/** One axis for all: at the marks of a run between the others', a gap that the line goes over. */
function together(lines) {
  const x = [...new Set(lines.flatMap((line) => line.marks.map((mark) => mark.microjoules)))].sort((a, b) => a - b);
  const values = lines.map((line) => {
    const at = new Map(line.marks.map((mark) => [mark.microjoules, mark.loss]));
    return x.map((energyAt) => at.get(energyAt) ?? null);
  });
  return { x, values };
}
