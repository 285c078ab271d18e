/** Two or more runs, or groups of them: what they used to come to the same loss, and what makes that unfair. */
import { h } from './dom.js';
import { absent, co2e, empty, filterBox, panel, scrolling, waiting } from './parts.js';
import { runHref } from './address.js';
import { curvesChart, curvesSpan, groupColor } from './curves.js';
import { choice } from './charts.js';
import { docsHref } from './docs.js';
import { pageOf } from './paging.js';
import { ago, band, between, count, duration, energy, fixed, loss, mass, money, plain } from './units.js';
import { relative } from './quality.js';

const ASK_EVERY = 10;
const CHOICES_SHOWN = 20;
const CURVES = 12;

export function compareView(store, ui) {
  if (!store.ready) return waiting('Compare');
  const { runs, by } = ui.chosen;
  const heading = h('div', { class: 'title-line' }, h('h1', { tabindex: -1 }, 'Compare'), h('a', { class: 'note', href: docsHref('docs/strategies/README.md') }, 'Ways to train for less, and how to tell'));
  const asked = runs?.split(',').filter(Boolean) ?? [];
  if (!by && asked.length < 2) return [heading, chooser(store, ui, asked)];
  const query = new URLSearchParams(by ? { by } : { runs: asked.join(',') });
  if (by && ui.chosen.where) for (const one of ui.chosen.where.split(',')) query.append('where', one);
  if (ui.chosen.targetLoss) query.set('targetLoss', ui.chosen.targetLoss);
  if (ui.chosen.metric) query.set('metric', ui.chosen.metric);
  const { body, problem } = store.ask('api/v1/compare?' + query, ASK_EVERY);
  return [heading, asking(ui, asked, by, body),
    problem && h('div', { class: 'alert warning', role: 'alert' }, h('div', { class: 'alert-body' }, h('p', { class: 'alert-title' }, problem.error), problem.remedy && h('p', { class: 'alert-remedy' }, h('strong', null, 'What to do '), problem.remedy))),
    body ? results(body, store, ui) : !problem && h('div', { class: 'waiting', role: 'status' }, 'Comparing…'),
    !by && h('details', { class: 'more' }, h('summary', null, 'Choose other runs'), chooser(store, ui, asked))];
}

/** Labels that more than one value is known of, and runs to tick. */
function chooser(store, ui, asked) {
  const all = store.runList();
  if (all.length < 2) return empty('There is nothing to compare yet.', ['It takes two runs. Give them labels, to compare by: ', h('code', null, 'trainwatt run --label strategy=sparse -- python train.py')]);
  const labels = new Map();
  for (const { run } of all) for (const [key, value] of Object.entries(run.labels ?? {})) labels.set(key, (labels.get(key) ?? new Set()).add(value));
  const several = [...labels].filter(([, values]) => values.size > 1);
  const find = ui.chosen.find?.toLowerCase() ?? '';
  const found = all.filter(({ run }) => [run.name, run.id, ...Object.entries(run.labels ?? {}).map((pair) => pair.join('='))].join(' ').toLowerCase().includes(find));
  const { shown, pager } = pageOf(found, ui, CHOICES_SHOWN, 'runs');
  const toggle = (id) => ui.choose({ runs: (asked.includes(id) ? asked.filter((one) => one !== id) : [...asked, id]).join(',') });
  return h('div', { class: 'chooser' },
    several.length > 0 && panel('By label', { id: 'c-by' }, h('p', { class: 'note' }, 'All runs that have the label, in groups by its value. Several runs of a group give an interval.'),
      h('ul', { class: 'by-labels' }, several.slice(0, 12).map(([key, values]) => h('li', { key }, h('button', { type: 'button', class: 'quiet', onclick: () => ui.choose({ by: key, runs: '', find: '', page: '' }) }, key), h('span', { class: 'soft' }, [...values].slice(0, 4).join(', '), values.size > 4 && ` and ${values.size - 4} more`))))),
    panel('Run by run', { id: 'c-runs', aside: filterBox('Filter by name or label', ui) },
      h('p', { class: 'note' }, asked.length === 1 ? 'One more, and they are compared.' : 'Tick two or more.'),
      h('ul', { class: 'pick' }, shown.map((report) => pick(report, asked, toggle, store))), pager));
}

function pick({ run, energy: account, progress }, asked, toggle, store) {
  return h('li', { key: run.id, 'data-row': '' }, h('label', null, h('input', { type: 'checkbox', checked: asked.includes(run.id), onchange: () => toggle(run.id) }),
    h('span', { class: 'pick-name', dir: 'auto' }, run.name || run.id), h('span', { class: 'soft' }, Object.entries(run.labels ?? {}).slice(0, 3).map((pair) => pair.join('=')).join(' · ')),
    h('span', { class: 'pick-facts' }, progress?.lastLoss !== undefined && `loss ${loss(progress.lastLoss)} · `, account && plain(energy(account.totalMicrojoules)), run.state === 'running' ? ' · running' : run.endedAt && ` · ${ago((store.now - Date.parse(run.endedAt)) / 1000)}`)));
}

function asking(ui, asked, by, body) {
  return h('div', { class: 'asking' },
    by ? h('p', null, 'By label ', h('strong', null, by), ui.chosen.where && ` where ${ui.chosen.where}`, ' ', h('a', { href: '#/compare' }, 'Choose anew')) : h('p', null, `${asked.length} runs`),
    h('label', null, 'To a loss of ', h('input', { type: 'number', step: 'any', class: 'small-input', value: ui.chosen.targetLoss ?? '', placeholder: body ? String(Number(body.targetLoss?.toPrecision(4))) : '', onchange: (event) => ui.choose({ targetLoss: event.target.value }) })),
    choice('Loss of', [['', 'Either'], ['training', 'Training'], ['validation', 'Validation']], ui.chosen.metric ?? '', (metric) => ui.choose({ metric })));
}

function results(body, store, ui) {
  const colors = new Map(body.groups.map((group, i) => [group.name, groupColor(i)]));
  return [
    panel('To the same loss', { id: 'c-same', aside: h('span', { class: 'soft' }, `${body.metric} loss ${loss(body.targetLoss)}${body.targetChosen ? ', the lowest that all came to' : ''}`) },
      verdict(body), groupsTable(body, colors)),
    body.reservations.length > 0 && panel('What may not be comparable', { id: 'c-but' }, h('ul', { class: 'findings' }, body.reservations.map((one, i) => h('li', { key: i }, h('span', { class: 'finding-subject' }, one.about), h('p', null, one.detail))))),
    panel('Loss by energy used', { id: 'c-curves', aside: h('div', { class: 'choices' }, body.runs.length > CURVES && h('span', { class: 'soft' }, `the first ${CURVES} of ${body.runs.length} runs`), curvesSpan(ui)) }, curves(body, store, ui, colors)),
    panel('Run by run', { id: 'c-each' }, runsTable(body, store, colors)),
  ];
}

/** The answer in a sentence, as far as it can be given. */
function verdict({ groups }) {
  if (groups.length < 2) return h('p', { class: 'lead' }, 'There is only one group.');
  const [first, ...others] = groups;
  if (first.reached === 0) return h('p', { class: 'lead' }, `No run of ${first.name} came to this loss.`);
  return others.map((group) => h('p', { key: group.name, class: 'lead' }, sentenceOf(group, first)));
}

function sentenceOf(group, first) {
  if (group.reached === 0) return `No run of ${group.name} came to this loss.`;
  const { ratio } = group;
  if (!ratio) return `What ${group.name} used beside ${first.name} is not known.`;
  const words = (value) => `${fixed(Math.abs(1 - value) * 100, 0)}\u202f% ${value <= 1 ? 'less' : 'more'}`;
  const sure = ratio.low !== undefined && (ratio.high < 1 || ratio.low > 1);
  return [h('strong', { class: sure ? (ratio.mean < 1 ? 'good' : 'bad') : '', 'data-field': 'ratio', 'data-raw': ratio.mean }, `${group.name} used ${words(ratio.mean)} energy than ${first.name}`),
    ratio.low === undefined ? '. One run each: nothing says how much of that is chance.'
      : `, with 95 % between ${words(ratio.low)} and ${words(ratio.high)}${sure ? '.' : ': that may be chance.'}`];
}

function groupsTable({ groups, currency }, colors) {
  const most = Math.max(...groups.map((group) => group.microjoules?.mean ?? 0));
  const heads = ['Group', { n: 'Runs' }, { n: 'Energy' }, { n: 'Time' }, { n: co2e() }, currency && { n: 'Money' }, { n: 'Tokens' }, { n: 'Best loss' }].filter(Boolean);
  return scrolling('c-same', heads, groups.map((group) => h('tr', { key: group.name },
    h('th', { scope: 'row' }, h('span', { class: 'swatch', style: { background: `var(${colors.get(group.name)})` } }), h('span', { dir: 'auto' }, group.name), h('div', { class: 'meter', 'aria-hidden': 'true' }, h('span', { style: { width: `${most > 0 ? (100 * (group.microjoules?.mean ?? 0)) / most : 0}%`, background: `var(${colors.get(group.name)})` } }))),
    h('td', { class: 'n' }, group.reached === group.runs ? String(group.runs) : h('span', { class: 'warn' }, `${group.reached} of ${group.runs}`)),
    mean(group.microjoules, energy, 'group-energy'), mean(group.seconds, null, 'group-seconds'), mean(group.grams, mass), currency && mean(group.money, (value) => money(value, currency)), mean(group.tokens, (value) => ({ text: count(Math.round(value)), unit: '', size: 1, places: 0 })), mean(group.bestLoss, (value) => ({ text: loss(value), unit: '', size: 1, places: 3 })))), 'numbers');
}

/** A mean, and its 95 % interval where more than one run gives one. */
function mean(figure, units, field) {
  if (!figure || figure.mean === undefined) return h('td', { class: 'n' }, absent('no run of the group came there, or it is not known'));
  if (!units) return h('td', { class: 'n' }, h('span', { class: 'strong', 'data-field': field, 'data-raw': figure.mean }, duration(figure.mean)), figure.low !== undefined && h('span', { class: 'detail' }, `${duration(Math.max(0, figure.low))} to ${duration(figure.high)}`));
  const shown = units(figure.mean);
  return h('td', { class: 'n' }, h('span', { class: 'strong', 'data-field': field, 'data-raw': figure.mean }, shown.unit ? plain(shown) : shown.text),
    figure.low !== undefined && h('span', { class: 'detail' }, between({ low: Math.max(0, figure.low), high: figure.high }, shown)));
}

function runsTable({ runs, currency }, store, colors) {
  const heads = ['Run', 'Group', { n: 'Best loss' }, { n: 'Energy to it' }, { n: 'Time to it' }, { n: [co2e(), ' to it'] }, currency && { n: 'Money to it' }, { n: 'Energy in all' }, 'Front'].filter(Boolean);
  return scrolling('c-each', heads, runs.map((run) => {
    const to = run.toTarget;
    const none = absent('it did not come to this loss');
    return h('tr', { key: run.id, 'data-row': '' }, h('th', { scope: 'row' }, h('a', { href: runHref(run.id), dir: 'auto' }, run.name || run.id), run.state !== 'ended' && h('span', { class: 'detail' }, run.state)),
      h('td', { dir: 'auto' }, h('span', { class: 'swatch', style: { background: `var(${colors.get(run.group)})` } }), run.group),
      h('td', { class: 'n' }, run.bestLoss === undefined ? absent('the run reports no loss') : loss(run.bestLoss)),
      h('td', { class: 'n strong' }, to ? plain(energy(to.microjoules)) : none), h('td', { class: 'n' }, to ? duration(to.seconds) : none),
      h('td', { class: 'n' }, to?.grams !== undefined ? plain(mass(to.grams)) : to ? absent('no factor is known') : none),
      currency && h('td', { class: 'n' }, to?.money !== undefined ? plain(money(to.money, currency)) : none),
      h('td', { class: 'n', hint: relative(run) }, `${plain(energy(run.totalMicrojoules))} ± ${band(run.plusMinusMicrojoules, energy(run.totalMicrojoules))}`),
      h('td', null, run.onFront ? h('span', { class: 'badge good-badge', hint: 'No other run used less and came to a lower loss.' }, 'best') : ''));
  }), 'numbers');
}

function curves(body, store, ui, colors) {
  const lines = body.runs.slice(0, CURVES).map((run) => ({ run, report: store.ask(`api/v1/runs/${encodeURIComponent(run.id)}`, run.state === 'running' ? ASK_EVERY : 3600).body }))
    .map(({ run, report }) => ({ id: run.id, name: run.name || run.id, color: colors.get(run.group), marks: report?.efficiency?.curves?.find((curve) => curve.metric === body.metric)?.marks ?? [] }));
  return curvesChart(lines, body, ui);
}
