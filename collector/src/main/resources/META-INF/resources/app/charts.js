/** What is drawn: power over time, loss over time, steps or energy. */
import { h } from './dom.js';
import { holding } from './chart.js';
import { bucketWidth, resample } from './series.js';
import { rangeBetween, rangeNamed, rangeOf, spans } from './address.js';
import { componentName } from './quality.js';
import { clock, count, duration, energy, loss, plain, power } from './units.js';

/** Buttons that choose one of several: [value, words]. */
export function choice(label, options, chosen, choose) {
  return h('div', { class: 'choice', role: 'group', 'aria-label': label }, options.map(([value, words]) =>
    h('button', { key: words, type: 'button', 'aria-pressed': String(value === chosen), onclick: () => choose(value) }, words)));
}

/** The last so many seconds, all, or what was zoomed into; the address holds the choice. */
export function rangeChoice(series, ui) {
  const held = heldSeconds(series);
  const now = rangeNow(series, ui);
  const options = [...spans.filter(([, seconds]) => seconds < held).map(([name]) => [name, name]), ['all', 'All']];
  const chosen = typeof now === 'string' ? now : now.name ?? 'between';
  if (chosen === 'between') options.push(['between', `${clock(now.from)} to ${clock(now.to)}`]);
  else if (!options.some(([name]) => name === chosen)) options.splice(-1, 0, [chosen, chosen]);
  if (options.length < 2) return null;
  const at = options.findIndex(([name]) => name === chosen);
  const keys = (name, i) => [chosen !== 'between' && i === at - 1 && '+', chosen !== 'between' && i === at + 1 && '-', name === 'all' && '0'].filter(Boolean).join(' ');
  return h('div', { class: 'choice', role: 'group', 'aria-label': 'Time shown' }, options.map(([name, words], i) =>
    h('button', { key: name, type: 'button', 'aria-pressed': String(name === chosen), 'data-key': keys(name, i), onclick: () => name === 'between' || ui.choose(rangeNamed(name)) }, words)));
}

const heldSeconds = (series) => (series.points.length ? (series.lastTo - series.points[0].from) / 1e6 : 0);

function rangeNow(series, ui) {
  const asked = rangeOf(ui.chosen);
  if (asked) return asked;
  return ui.ended || heldSeconds(series) <= 600 ? 'all' : { seconds: 600, name: '10m' };
}

/** Power, stacked; `parts` and `style` say by what. `idle` is what the legend says without a cursor, absent for the mean. */
export function powerChart(series, ui, { parts, style, idle, heading, until }) {
  if (series.points.length === 0) return h('p', { class: 'nothing' }, 'No sample of this is held any more, or none has come yet.');
  const range = rangeNow(series, ui);
  const last = Math.max(series.lastTo, until ?? 0);
  const [from, to] = range.from !== undefined ? [range.from * 1000, range.to * 1000]
    : [range === 'all' ? series.points[0].from : Math.max(series.points[0].from, last - range.seconds * 1e6), last];
  const most = document.documentElement.clientWidth < 720 ? 150 : 360;
  const step = bucketWidth(from, to, most);
  const of = `${series.version} ${from} ${to} ${step} ${ui.chosen.by}`;
  const drawn = ui.drawn?.of === of ? ui.drawn : { ...resample(series.points, from, to, step, parts), of, used: series.usedBetween(from, to) };
  ui.drawn = drawn;
  const look = {
    kind: 'time', stacked: true, x: drawn.x, version: drawn.of, from: from / 1e6, to: to / 1e6, xTicks: timeTicks, yTicks: ticks(1000, power),
    series: drawn.series.map((s) => ({ ...s, ...style(s.name) })),
    xWords: (seconds) => `${clock(seconds * 1000)}${step > 1e6 ? `, mean of ${duration(step / 1e6)}` : ''}`,
    yWords: (watts) => plain(power(watts * 1000)),
    idle: { heading, values: idle && range.from === undefined ? idle : means(drawn.series), ...(range.from === undefined ? {} : { heading: 'Mean' }) },
    label: `Power over time, ${clock(from / 1000)} to ${clock(to / 1000)}. Arrow keys read it out.`,
    zoomed: (zoomFrom, zoomTo) => ui.choose(rangeBetween(zoomFrom * 1000, zoomTo * 1000)),
  };
  return [h('div', { class: 'chart', ...holding(look) }), h('p', { class: 'note in-view' }, inView(drawn.used, from, to))];
}

/** What the stretch that is shown came to. */
function inView({ microjoules, micros }, from, to) {
  if (!(micros > 0)) return 'Nothing is held of this time.';
  return [h('strong', null, plain(energy(microjoules))), ` in the ${duration((to - from) / 1e6)} shown, `, h('strong', null, plain(power((microjoules / micros) * 1000))), ' in the mean.'];
}

/** Of each line, what is drawn of it. */
function means(series) {
  return Object.fromEntries(series.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    return [name, known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null];
  }));
}

export const byComponent = {
  parts: (point) => point.energy,
  style: (name) => ({ label: componentName(name), color: `--c-${name}` }),
};

export const byUse = {
  parts: (point) => ({ runs: point.total - point.nobody, nobody: point.nobody }),
  style: (name) => (name === 'runs' ? { label: 'Runs', color: '--accent' } : { label: 'Nobody', color: '--nobody' }),
};

/** What the loss is drawn over. */
export const overOf = (ui) => (['time', 'energy'].includes(ui.chosen.over) ? ui.chosen.over : 'step');

/** Loss over steps, time or energy, as the address says. */
export function lossChart(series, report, ui) {
  const over = overOf(ui);
  const version = `${series.version} ${over}`;
  if (ui.loss?.version !== version) {
    const all = lossPoints(series, report).filter((p) => p[over] !== undefined);
    ui.loss = { version, points: over === 'step' ? onward(all) : all };
  }
  const { points } = ui.loss;
  if (points.length < 2) return h('p', { class: 'nothing' }, points.length ? 'One loss so far; a line needs two.' : 'No loss has been reported in the time that is held.');
  const drawn = thin(points, 500);
  const values = (name) => drawn.map((p) => p[name]);
  const x = values(over);
  const last = points[points.length - 1];
  const lines = [{ name: 'loss', label: 'Training', color: '--loss', values: values('loss') }];
  if (drawn.some((p) => p.validation !== null)) lines.push({ name: 'validation', label: 'Validation', color: '--validation', values: values('validation') });
  const words = { step: (v) => `step ${count(Math.round(v))}`, time: (v) => clock(v * 1000), energy: (v) => `after ${plain(energy(v))}` }[over];
  const look = {
    kind: over === 'time' ? 'time' : 'number', stacked: false, x, series: lines, from: x[0], to: x[x.length - 1], version,
    xTicks: { step: (at) => at.map((v) => count(v)), time: timeTicks, energy: ticks(1, energy) }[over],
    yTicks: (at) => at.map((v) => String(Number(v.toPrecision(4)))),
    xWords: words, yWords: loss, idle: { heading: 'Newest', values: { loss: report.progress?.lastLoss, validation: report.progress?.validationLoss } },
    label: `Loss over ${over}, from ${loss(points[0].loss ?? 'NaN')} to ${loss(last.loss ?? 'NaN')}. Arrow keys read it out.`,
  };
  return [h('div', { class: 'chart', ...holding(look) }), brokenNote(points)];
}

function brokenNote(points) {
  const from = points.findLastIndex((p) => p.loss !== null) + 1;
  if (from >= points.length || points.length === 0) return null;
  const { step, time } = points[from];
  return h('p', { class: 'note bad' }, `Not a finite number since ${step === undefined ? '' : `step ${count(step)}, `}${clock(time * 1000)}.`);
}

// Energy up to a point = the whole minus what came after it, so that it is right also when the beginning is no longer held.
function lossPoints(series, report) {
  const found = [];
  let left = report.energy?.totalMicrojoules ?? 0;
  for (let i = series.points.length - 1; i >= 0; i--) {
    const { progress, to, total } = series.points[i];
    if (progress && (progress.loss !== undefined || progress.validationLoss !== undefined)) {
      found.push({ time: to / 1e6, step: progress.step ?? progress.steps, energy: Math.max(0, left), loss: finite(progress.loss), validation: finite(progress.validationLoss) });
    }
    left -= total;
  }
  return found.reverse();
}

const finite = (value) => (typeof value === 'number' ? value : null);

// A resumed run goes back to an earlier step: over steps a line that ran backwards could not be read off, so what
// it did before from that step on gives way to what it does again.
function onward(points) {
  const kept = [];
  for (const p of points) {
    let validation = p.validation;
    while (kept.length > 0 && kept[kept.length - 1].step >= p.step) {
      const again = kept.pop();
      if (again.step === p.step) validation ??= again.validation;
    }
    kept.push({ ...p, validation });
  }
  return kept;
}

function thin(points, most) {
  const every = Math.ceil(points.length / most);
  return points.filter((p, i) => i % every === 0 || i === points.length - 1 || p.validation !== null);
}

/** Ticks in one unit, that of the greatest. */
const ticks = (factor, ladder) => (at) => {
  const { unit, size } = ladder(Math.max(...at.map(Math.abs)) * factor);
  return at.map((v) => (v === 0 ? '0' : `${Number(((v * factor) / size).toPrecision(4))} ${unit}`));
};

function timeTicks(at) {
  const fine = at.length > 1 && at[1] - at[0] < 60;
  const wide = at.length > 1 && at[at.length - 1] - at[0] > 86400;
  return at.map((seconds) => {
    const d = new Date(seconds * 1000);
    const time = fine ? clock(seconds * 1000) : clock(seconds * 1000).slice(0, 5);
    return wide ? `${d.getDate()}.${d.getMonth() + 1}. ${time}` : time;
  });
}
