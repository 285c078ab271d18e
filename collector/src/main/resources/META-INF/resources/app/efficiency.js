/** What the energy of a run went into, what it brought, and what of it brought nothing. */
import { h } from './dom.js';
import { absent, panel, scrolling } from './parts.js';
import { docsHref } from './docs.js';
import { count, digits, duration, each, energy, fixed, loss, percent, plain } from './units.js';

const ACTIVITIES = {
  training: 'Training', evaluation: 'Evaluation', checkpoint: 'Checkpoint', setup: 'Setup',
  'data-wait': 'Waiting for data', 'after-last-progress': 'After the last progress', untold: 'Not told',
};
const ORDER = Object.keys(ACTIVITIES);
const LOST = { 'data-wait': 'waiting for data', 'after-last-progress': 'after the last progress', idle: 'on nodes where it did nothing' };

export function efficiencyPanel(report) {
  const { efficiency } = report;
  if (!efficiency) return null;
  return h('div', { class: 'pair even' }, spentPanel(report, efficiency), figuresPanel(report, efficiency));
}

function spentPanel(report, { activities, wasted }) {
  const total = report.energy.totalMicrojoules;
  const ordered = [...activities].filter((spent) => spent.microjoules > 0).sort((a, b) => ORDER.indexOf(a.activity) - ORDER.indexOf(b.activity));
  const name = (activity) => ACTIVITIES[activity] ?? activity;
  const lost = Object.entries(wasted.on).filter(([, amount]) => amount > 0).map(([on, amount]) => `${plain(energy(amount))} ${LOST[on] ?? on}`);
  return panel('What it went into', { id: 'p-spent', aside: h('a', { href: docsHref('docs/reference/efficiency.md') }, 'What counts as what') },
    h('p', { class: 'lead' }, h('strong', { class: wasted.share >= 0.1 ? 'warn' : '', 'data-field': 'wasted', 'data-raw': wasted.microjoules }, wasted.microjoules > 0 ? `${plain(energy(wasted.microjoules))} (${percent(wasted.microjoules, total)})` : 'Nothing'),
      wasted.microjoules > 0 ? ` brought nothing: ${lost.join(', ')}.` : ' of it is known to be wasted.'),
    h('div', { class: 'stackbar', role: 'img', 'aria-label': ordered.map((spent) => `${name(spent.activity)} ${percent(spent.microjoules, total)}`).join(', ') },
      ordered.map((spent) => h('span', { key: spent.activity, class: 'a-' + spent.activity, style: { 'flex-grow': String(spent.microjoules / total) } }))),
    h('table', { class: 'plain of-three' }, h('tbody', null, ordered.map((spent) => h('tr', { key: spent.activity },
      h('th', { scope: 'row' }, h('span', { class: 'swatch a-' + spent.activity }), name(spent.activity)),
      h('td', { class: 'soft' }, duration(spent.seconds)), h('td', null, plain(energy(spent.microjoules))), h('td', { class: 'soft' }, percent(spent.microjoules, total)))))),
    ranks(report.efficiency.ranks));
}

const COLUMNS = [['whole', 'Whole run', 'Between first and last progress, whatever it did in between.'], ['training', 'Training', 'The same work for the energy of training alone.'], ['recent', 'Newest', 'The newest stretch of training, of 30 s or 10 steps.']];
const ROWS = [
  ['joulesPerStep', 'Energy a step', (value) => plain(each(value))],
  ['joulesPerToken', 'Energy a token', (value) => plain(each(value))],
  ['joulesPerSample', 'Energy a sample', (value) => plain(each(value))],
  ['secondsPerStep', 'Time a step', (value) => `${fixed(value, value < 10 ? 3 : 1)}\u00a0s`],
  ['picojoulesPerFlop', 'Energy an operation', (value) => plain(each(value * 1e-12))],
  ['modelFlopsUtilization', 'MFU', (value) => percent(value, 1)],
];

function figuresPanel({ progress }, efficiency) {
  const columns = COLUMNS.filter(([key]) => efficiency[key]);
  const rows = ROWS.filter(([key]) => columns.some(([column]) => efficiency[column][key] !== undefined));
  return panel('What the work cost', { id: 'p-work' },
    columns.length === 0 ? h('p', { class: 'nothing' }, progress ? 'Two progress times inside what was measured are needed.' : 'The run has reported no progress, so there is no work to divide by.')
      : scrolling('p-work', [h('span', { class: 'unseen' }, 'Figure'), ...columns.map(([, words, hint]) => ({ n: h('span', { hint }, words) }))],
        [...rows.map(([key, words, shown]) => h('tr', { key }, h('th', { scope: 'row' }, words), columns.map(([column]) => cell(efficiency[column][key], key, column, shown)))),
          mfuMissing(efficiency, rows, columns)], 'numbers'),
    efficiency.operations && h('p', { class: 'note' }, `Operations: ${efficiency.operations.replaceAll(' x ', ' × ')}.`),
    perParameter(efficiency),
    lossLines(efficiency.losses ?? []));
}

const cell = (value, key, column, shown) => h('td', { key: column, class: 'n' }, value === undefined ? (key === 'modelFlopsUtilization' && column === 'whole' ? h('span', { class: 'soft', hint: 'MFU is of training alone.' }, '') : absent('its work is not known')) : h('span', { 'data-field': `${column}-${key}`, 'data-raw': value }, shown(value)));

// Its absence is what people ask about first.
function mfuMissing(efficiency, rows, columns) {
  if (rows.some(([key]) => key === 'modelFlopsUtilization')) return null;
  const why = efficiency.operations ? 'no peak is known for its devices: TRAINWATT_EFFICIENCY_PEAK_TERAFLOPS on the collector says one' : 'operations are not known: tell flops a step, or the number of parameters';
  return h('tr', { key: 'mfu' }, h('th', { scope: 'row' }, 'MFU'), h('td', { class: 'soft why', colspan: columns.length }, why));
}

function perParameter({ parameters, activeParameters: active, tokensPerParameter, computeOptimalTokensPerParameter: reference }) {
  if (tokensPerParameter === undefined) return null;
  return h('p', { class: 'note' }, `${count(parameters)} parameters, ${digits(tokensPerParameter)} tokens a parameter${active === undefined ? '' : `, ${digits((tokensPerParameter * parameters) / active)} an active one`}; ${reference} is the compute-optimal line of Hoffmann et al. 2022 for a dense model, a reference and no verdict.`);
}

function lossLines(losses) {
  const known = losses.filter((line) => line.joulesPerUnit !== undefined || line.sinceBestMicrojoules > 0);
  return known.length > 0 && h('ul', { class: 'loss-lines' }, known.map((line) => h('li', { key: line.metric },
    h('strong', null, `${line.metric[0].toUpperCase()}${line.metric.slice(1)} loss`), ` ${loss(line.first)} → ${loss(line.best)}`,
    h('span', { class: 'detail' }, [line.joulesPerUnit !== undefined && `${plain(each(line.joulesPerUnit))} for each unit it fell`, line.lastPercentMicrojoules !== undefined && `${plain(energy(line.lastPercentMicrojoules))} for the latest 1 %`,
      line.sinceBestMicrojoules > 0 && `${plain(energy(line.sinceBestMicrojoules))} since it was last as low`].filter(Boolean).join(' · ')))));
}

function ranks(list) {
  if (!list || list.length < 2) return null;
  const paces = list.map((rank) => rank.secondsPerStep).filter((pace) => pace !== undefined);
  const slowest = Math.max(...paces);
  return h('details', { class: 'more' }, h('summary', null, `${list.length} ranks, the slowest takes ${fixed(slowest, 3)} s a step`),
    scrolling('p-spent', ['Rank', 'Node', { n: 'Steps' }, { n: 'Time a step' }, { n: 'Energy' }], list.map((rank) => h('tr', { key: rank.rank },
      h('th', { scope: 'row' }, String(rank.rank)), h('td', null, rank.node), h('td', { class: 'n' }, count(rank.steps)),
      h('td', { class: 'n' }, rank.secondsPerStep === undefined ? absent('it has taken no step') : `${fixed(rank.secondsPerStep, 3)} s`),
      h('td', { class: 'n' }, rank.microjoules === undefined ? absent('its node has several ranks of the run: which device is whose is not known') : plain(energy(rank.microjoules)))))));
}
