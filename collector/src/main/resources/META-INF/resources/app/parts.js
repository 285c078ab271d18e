/** The parts that several views are made of. */
import { h } from './dom.js';
import { ago, band, duration, energy, mass, moment, percent, plain } from './units.js';
import { componentName, meaning, relative, sentence, shares, tag } from './quality.js';

/** A number and its unit. `raw` is what it was made from, for tests and for whoever copies it. */
export function number(shown, { field, raw, hint, className } = {}) {
  return h('span', { class: 'number ' + (className ?? ''), 'data-field': field, 'data-raw': raw, hint },
    h('span', { class: 'digits' }, shown.text), shown.unit && [' ', h('span', { class: 'unit' }, shown.unit)]);
}

/** Nothing is known, and why. */
export function absent(why, field) {
  return h('span', { class: 'absent', hint: why, 'data-field': field },
    h('span', { 'aria-hidden': 'true' }, '—'), h('span', { class: 'unseen' }, 'not known: ' + why));
}

/** How much of an amount is counted, integrated, modelled: solid, hatched, dotted. */
export function qualityBar(byQuality, className = '') {
  const parts = shares(byQuality);
  const whole = parts.reduce((sum, [, amount]) => sum + amount, 0);
  return h('span', { class: 'qbar ' + className, 'aria-hidden': 'true' },
    parts.map(([quality, amount]) => h('span', { key: quality, class: 'q ' + quality, style: { 'flex-grow': String(amount / whole) } })));
}

/** The quality in a word, with its picture; explained by `hint`. */
export function qualityTag(byQuality, hint, text) {
  const words = tag(byQuality);
  if (!words) return null;
  return h('span', { class: 'qtag', hint: hint ?? shares(byQuality).map(([quality]) => meaning(quality)).join('\n') },
    qualityBar(byQuality, 'micro'), h('span', null, text ? `${text} · ${words}` : words));
}

/** Energy as a bar to scale, its band as a bracket around its end. */
export function bandBar(account) {
  const total = account.totalMicrojoules;
  const width = account.plusMinusMicrojoules ?? 0;
  if (!(total > 0)) return h('div', { class: 'bandbar' }, h('div', { class: 'track' }));
  const full = (total + width) * 1.02;
  const at = (amount) => `${Math.max(0, (100 * amount) / full)}%`;
  return h('div', { class: 'bandbar', role: 'img', 'aria-label': sentence(account) },
    h('div', { class: 'track' }, h('div', { class: 'filled', style: { width: at(total) } }, qualityBar(account.byQuality))),
    h('div', { class: 'band', style: { left: at(total - width), width: at(2 * width) } }));
}

/** What a bar's patterns mean, with each part's amount. */
export function qualityLegend(account) {
  const shown = energy(account.totalMicrojoules);
  return h('ul', { class: 'keys' }, shares(account.byQuality).map(([quality, amount]) =>
    h('li', { key: quality, hint: meaning(quality) }, h('span', { class: 'swatch q ' + quality }),
      quality, h('span', { class: 'amount' }, `${band(amount, shown)} ${shown.unit}`))));
}

/** Energy with its band, and its quality beside it. */
export function energyCell(account, field) {
  if (!account || !(account.totalMicrojoules >= 0)) return [absent('no sample has been received yet', field)];
  const shown = energy(account.totalMicrojoules);
  return [
    number(shown, { field, raw: account.totalMicrojoules, hint: sentence(account) }),
    h('span', { class: 'sub' }, qualityTag(account.byQuality, sentence(account), `± ${band(account.plusMinusMicrojoules ?? 0, shown)}`)),
  ];
}

/** CO2e, its 2 where it belongs. */
export const co2e = () => h('span', null, 'CO', h('sub', null, '2'), 'e');

/** Grams of CO2 with their band, and where the factor is from. */
export function carbonCell(report, field) {
  if (report.co2Grams === undefined) return [absent('no energy has met a grid factor yet', field)];
  const shown = mass(report.co2Grams);
  return [
    number(shown, { field, raw: report.co2Grams, hint: carbonHint(report) }),
    h('span', { class: 'sub' }, h('span', { hint: carbonHint(report) },
      report.co2PlusMinusGrams === undefined ? '' : `± ${band(report.co2PlusMinusGrams, shown)} · `, factorWords(report))),
  ];
}

/** The factors of the figure that `co2Grams` is. */
const factorsOf = (report) => (report.co2 ?? []).find((figure) => figure.method === 'location-based')?.factors ?? report.zones ?? [];

/** "World, assumed", or how many zones there are. */
function factorWords(report) {
  const factors = factorsOf(report);
  if (factors.length === 0) return 'factor not named';
  if (factors.length > 1) return `${factors.length} grid factors`;
  return (factors[0].zoneName || factors[0].zone) + (factors[0].assumed ? ', assumed' : '');
}

function carbonHint(report) {
  const account = report.energy;
  const lines = factorsOf(report).map((f) => `${f.gramsPerKilowattHour} g/kWh, ${f.zoneName || f.zone}${f.assumed ? ' (assumed)' : ''}${f.source ? `: ${f.source}` : ''}`);
  return [...lines, `The energy behind it: ${relative(account)}, ${tag(account.byQuality)}.`].join('\n');
}

/** Running, ended, failed or silent. */
export function stateOf(report, store) {
  const { state, exitCode, id } = report.run;
  if (state === 'running') {
    const age = store.age('run/' + id);
    if (store.stale('run/' + id)) return { kind: 'stale', words: `no sample for ${duration(age)}` };
    return { kind: 'running', words: 'running' };
  }
  if (exitCode) return { kind: 'failed', words: `ended with exit code ${exitCode}` };
  return { kind: 'ended', words: exitCode === 0 ? 'ended well' : 'ended' };
}

export function stateMark({ kind, words }, long) {
  return h('span', { class: `state ${kind}`, hint: long ? null : words }, h('span', { class: 'dot', 'aria-hidden': 'true' }),
    h('span', { class: long ? '' : 'unseen' }, words));
}

/** Labels; from `most` on they are a number that names the rest. */
export function labelList(labels, most = Infinity) {
  const entries = Object.entries(labels ?? {});
  if (entries.length === 0) return null;
  const rest = entries.slice(most).map(([key, value]) => `${key}: ${value}`);
  return h('ul', { class: 'labels', 'aria-label': 'Labels' }, entries.slice(0, most).map(([key, value]) =>
    h('li', { key, dir: 'auto' }, h('span', { class: 'label-key' }, key), h('span', { class: 'label-value' }, value))),
  rest.length > 0 && h('li', { key: ' rest', hint: rest.join('\n') }, h('span', null, `+\u202f${rest.length}`)));
}

/** The last two minutes of power as a small line; decoration beside the number it belongs to. */
export function spark(trace, width = 96, height = 28) {
  const { line, area } = trace.path(width, height);
  return h('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true', preserveAspectRatio: 'none' },
    h('path', { d: area, class: 'area' }), h('path', { d: line, class: 'trace' }));
}

export function panel(title, { aside, className, id } = {}, ...kids) {
  return h('section', { class: 'panel ' + (className ?? ''), 'aria-labelledby': id },
    h('header', null, h('h2', { id }, title), aside), kids);
}

export function swatch(component) {
  return h('span', { class: 'swatch c-' + component, 'aria-hidden': 'true' });
}

export const named = (component) => [swatch(component), componentName(component)];

/** A time, as how long ago, the moment itself one look away. */
export function when(iso, store) {
  if (!iso) return absent('no time was given');
  const at = Date.parse(iso);
  return h('time', { datetime: iso, hint: moment(at) }, ago((store.now - at) / 1000));
}

/** The way back up, first on a page; `u` on the keyboard. */
export const back = (href, words) => h('a', { class: 'back', href }, h('span', { 'aria-hidden': 'true' }, '← '), words);

/** What there is to say where there is nothing to show, and what to do about it. */
export function empty(title, words, alone) {
  return h('div', { class: 'empty' }, h(alone ? 'h1' : 'p', { class: 'empty-title', tabindex: alone ? -1 : null }, title), h('p', null, words));
}

/** Until the collector has told everything once. */
export const waiting = (title) => [h('h1', { class: 'unseen', tabindex: -1 }, title), h('div', { class: 'waiting', role: 'status' }, 'Waiting for the collector…')];

/** A field that narrows a list; `/` on the keyboard. What it holds is in the address. */
export function filterBox(words, ui) {
  return h('label', { class: 'filter' }, h('span', { class: 'unseen' }, words),
    h('input', { type: 'search', placeholder: words, value: ui.chosen.find ?? '', oninput: (event) => ui.choose({ find: event.target.value, page: '' }) }));
}

/** A table that may be wider than its panel, named by the panel's heading. */
export function scrolling(id, heads, rows, className = '') {
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': id }, h('table', { class: 'grid ' + className },
    h('thead', null, h('tr', null, heads.map((head, i) => h('th', { key: i, scope: 'col', class: head.n ? 'n' : null }, head.n ?? head)))), h('tbody', null, rows)));
}

/** Parts of a whole, side by side: [class, words, amount], the amount in what `units` puts into words. */
export function shareBar(parts, label, units = energy) {
  const whole = parts.reduce((sum, part) => sum + part[2], 0);
  return h('div', { class: 'sharebar', role: 'img', 'aria-label': label },
    parts.filter((part) => part[2] > 0).map(([kind, words, amount]) =>
      h('span', { key: kind, class: 'share ' + kind, style: { 'flex-grow': String(amount / whole) }, hint: `${words}: ${plain(units(amount))} (${percent(amount, whole)})` })));
}
