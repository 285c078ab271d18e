/** One run. */
import { h } from './dom.js';
import { absent, back, bandBar, carbonCell, co2e, labelList, named, number, panel, qualityLegend, stateMark, stateOf, when } from './parts.js';
import { alertCard } from './alertcard.js';
import { address, nodeHref } from './address.js';
import { carbonPanel } from './carbon.js';
import { efficiencyPanel } from './efficiency.js';
import { forecastPanel } from './forecast.js';
import { bandOfEnergy, eachHint, perToken, powerCell, whyNot } from './runs.js';
import { byComponent, choice, lossChart, overOf, powerChart, rangeChoice } from './charts.js';
import { booksPanel, devicesPanel, ownersPanel } from './runpanels.js';
import { band, count, duration, each, energy, loss, moment, partOf, percent, plain, power } from './units.js';
import { COMPONENTS, componentName, split } from './quality.js';

const BOOKS_EVERY_MILLIS = 10_000;
/** Of so many of its nodes it says what it knows of their devices. */
const NODES_WHOLE = 4;

export function runView(store, ui, [wanted]) {
  const report = store.runs.get(wanted) ?? store.newestNamed(wanted);
  fetchWhole(store, ui, wanted, report);
  if (!report) return unknown(store, wanted);
  const { run } = report;
  ui.ended = run.state !== 'running';
  const series = store.watch('run/' + run.id);
  const nodes = report.nodes ?? (report.node?.nodes ?? []).map((share) => share.node);
  for (const node of nodes.slice(0, NODES_WHOLE)) store.want('node/' + node);
  const alerts = store.firing('run/' + run.id);
  const state = stateOf(report, store);
  // A row of the list is known before the whole is.
  const whole = report.node !== undefined;
  return [
    head(report, store, state),
    alerts.length > 0 && h('section', { class: 'alerts', 'aria-label': 'Alerts' }, alerts.map((alert) => alertCard(alert, store))),
    h('div', { class: 'pair hero-row' }, ui.ended ? tookPanel(report, store) : powerPanel(report, store, series), energyPanel(report)),
    figures(report, store),
    panel('Power over time', { id: 'p-power', aside: rangeChoice(series, ui) },
      powerChart(series, ui, { ...byComponent, idle: idleOf(report, series, store), heading: ui.ended ? 'Mean' : 'Now', until: state.kind === 'stale' ? store.now * 1000 : 0 }),
      h('p', { class: 'note' }, `${qualityNote(report)} Drag to look closer.`)),
    whole && [
      h('div', { class: 'pair even' }, lossPanel(report, series, ui), forecastPanel(report), ownersPanel(report)),
      efficiencyPanel(report),
      carbonPanel(report),
      devicesPanel(report, store, series, ui),
      booksPanel(report),
    ],
  ];
}

const lossPanel = (report, series, ui) => report.progress?.lastLoss !== undefined
  && panel('Loss', { id: 'p-loss', aside: overChoice(ui) }, lossChart(series, report, ui));

// The stream brings the books with a report; where it does not, they are asked for. A run that the stream does not
// know is asked for once, for the collector's own words; should it begin later, the stream brings it.
function fetchWhole(store, ui, wanted, report) {
  if (report?.books || !store.ready || store.connection.state === 'lost') return;
  const now = performance.now();
  if (ui.asked !== undefined && (!report || now - ui.asked < BOOKS_EVERY_MILLIS)) return;
  ui.asked = now;
  store.fetchRun(report?.run.id ?? wanted);
}

function unknown(store, wanted) {
  const missing = store.missing.get(wanted);
  if (!missing) return [h('h1', { class: 'unseen', tabindex: -1 }, 'Run'), h('div', { class: 'waiting', role: 'status' }, 'Looking for the run…')];
  return [back('#/', 'Runs'), h('div', { class: 'empty' }, h('h1', { class: 'empty-title', tabindex: -1 }, missing.error ?? `No run ${wanted} is known.`), missing.remedy && h('p', null, missing.remedy))];
}

/** Its nodes by name, or how many there are. */
function places(nodes) {
  if (nodes.length > NODES_WHOLE) return [h('span', { hint: nodes.map((share) => share.node).join('\n') }, `on ${nodes.length} nodes`)];
  return nodes.map((share) => h('a', { key: share.node, href: nodeHref(share.node) }, share.node));
}

function head({ run, node }, store, state) {
  const end = run.endedAt ? Date.parse(run.endedAt) : store.now;
  const facts = [
    h('span', { class: 'id', hint: 'The id of the run' }, run.id),
    run.user && h('span', null, run.user),
    run.foundBy && h('span', null, `found by ${run.foundBy}`),
    run.startedAt && h('span', { hint: moment(Date.parse(run.startedAt)) }, run.state === 'running' ? 'for ' : 'took ', duration((end - Date.parse(run.startedAt)) / 1000)),
    run.endedAt && h('span', null, 'ended ', when(run.endedAt, store)),
    ...places(node?.nodes ?? []),
    h('a', { href: address('compare', [], { runs: run.id }) }, 'Compare it'),
  ];
  return h('div', { class: 'head' }, back('#/', 'Runs'),
    h('div', { class: 'head-line' }, h('h1', { tabindex: -1, dir: 'auto' }, run.name || run.id), stateMark(state, true)),
    h('p', { class: 'facts' }, facts),
    labelList(run.labels));
}

function powerPanel(report, store, series) {
  const now = series.now();
  const old = store.stale('run/' + report.run.id);
  return panel('Power now', { id: 'p-now' }, h('div', { class: 'hero' }, powerCell(report, store)),
    componentSplit(now.byComponent, power, (name) => deviceWords(now, name), old));
}

/** Of a run that has ended: how long it took, and what used its energy. */
function tookPanel({ run, energy: account }, store) {
  const seconds = (Date.parse(run.endedAt ?? run.asOf) - Date.parse(run.startedAt)) / 1000;
  return panel('Took', { id: 'p-now' },
    h('div', { class: 'hero' }, number({ text: duration(seconds), unit: '' }, { field: 'took', raw: seconds })),
    h('p', { class: 'sub' }, run.endedAt && ['ended ', when(run.endedAt, store)], run.exitCode !== undefined && `, exit code ${run.exitCode}`),
    account && componentSplit(account.byComponent, (amount) => partOf(amount, energy(account.totalMicrojoules)), () => 'Energy of the run', false));
}

/** Amounts by component, as a bar and in words. */
function componentSplit(amounts, words, hint, old) {
  const parts = COMPONENTS.filter((name) => amounts[name] !== undefined);
  const whole = parts.reduce((sum, name) => sum + amounts[name], 0);
  if (parts.length === 0) return null;
  return [
    h('div', { class: `stackbar ${old ? 'old' : ''}`, 'aria-hidden': 'true' }, parts.map((name) => h('span', { key: name, class: 'c-' + name, style: { 'flex-grow': String(whole > 0 ? amounts[name] / whole : 0) } }))),
    h('ul', { class: `keys ${old ? 'old' : ''}` }, parts.map((name) => h('li', { key: name, hint: hint(name) }, named(name), h('span', { class: 'amount' }, plain(words(amounts[name])))))),
  ];
}

const deviceWords = (now, component) => now.devices.filter((d) => d.component === component && d.inTotal)
  .map((d) => `${d.device}: ${plain(power(d.milliwatts))}, ${d.quality}`).join('\n');

function energyPanel(report) {
  const account = report.energy;
  if (!account || !(account.totalMicrojoules > 0)) return panel('Energy', { id: 'p-energy' }, h('div', { class: 'hero' }, absent('no sample of this run has been received yet', 'energy')));
  const shown = energy(account.totalMicrojoules);
  const within = [account.totalMicrojoules - account.plusMinusMicrojoules, account.totalMicrojoules + account.plusMinusMicrojoules].map((amount) => band(Math.max(0, amount), shown));
  const aside = [
    account.bridgedMicrojoules > 0 && `${plain(energy(account.bridgedMicrojoules))} of it was bridged over an agent's restart.`,
    account.filledMicrojoules > 0 && `${plain(energy(account.filledMicrojoules))} more is estimated for what gauges missed, and is in no total.`,
  ].filter(Boolean);
  return panel('Energy', { id: 'p-energy' },
    h('p', { class: 'hero' }, number(shown, { field: 'energy', raw: account.totalMicrojoules }), h('span', { class: 'hero-band' }, ` ± ${band(account.plusMinusMicrojoules, shown)}`)),
    bandBar(account),
    h('p', { class: 'sentence', 'data-field': 'energy-sentence' }, `${shown.text} ${shown.unit} ± ${band(account.plusMinusMicrojoules, shown)}, ${split(account, shown)}. `,
      h('span', { class: 'soft' }, `Between ${within[0]} and ${within[1]} ${shown.unit} (k = 2).`)),
    aside.length > 0 && h('p', { class: 'note' }, aside.join(' ')),
    qualityLegend(account));
}

function figures(report, store) {
  const { progress } = report;
  const figure = (label, ...kids) => h('div', { class: 'figure' }, h('dt', null, label), h('dd', null, kids));
  return h('dl', { class: 'panel figures' },
    figure('Energy per token', perToken(report), progress?.tokens !== undefined && h('span', { class: 'sub' }, `${count(progress.tokens)} tokens`)),
    figure('Energy per step', report.joulesPerStep === undefined ? absent(whyNot(report, 'steps'), 'per-step')
      : [number(each(report.joulesPerStep), { field: 'per-step', raw: report.joulesPerStep, hint: eachHint(report) }), bandOfEnergy(report), h('span', { class: 'sub' }, `${count(progress.steps)} steps`)]),
    figure(co2e(), carbonCell(report, 'co2')),
    figure('Loss', lossFigure(progress)),
    figure('Progress', progressFigure(progress, store, report)));
}

function lossFigure(progress) {
  if (progress?.lastLoss === undefined) return absent(progress ? 'the run reports no loss' : 'the run has reported no progress', 'loss');
  const broken = typeof progress.lastLoss === 'string';
  return [number({ text: loss(progress.lastLoss), unit: '' }, { field: 'loss', raw: progress.lastLoss, className: broken ? 'bad' : '' }),
    h('span', { class: 'sub' }, broken ? h('span', { class: 'warn' }, 'not a finite number') : progress.firstLoss !== undefined && `from ${loss(progress.firstLoss)}`),
    progress.validationLoss !== undefined && h('span', { class: 'sub' }, `validation ${loss(progress.validationLoss)}`)];
}

function progressFigure(progress, store, report) {
  if (!progress) return absent('the run has reported no progress', 'progress');
  const at = progress.step ?? progress.steps;
  const planned = progress.plannedSteps;
  const silent = (store.now - Date.parse(progress.lastAt)) / 1000;
  return [
    at === undefined ? absent('the run reports no steps', 'progress')
      : number({ text: planned ? percent(at, planned) : count(at), unit: planned ? '' : 'steps' }, { field: 'progress', raw: at, hint: planned ? null : 'The run has not said how many steps it plans.' }),
    planned && h('progress', { max: planned, value: at, 'aria-label': `step ${at} of ${planned}` }),
    h('span', { class: 'sub' }, [planned && `${count(at)} of ${count(planned)}`, progress.phase?.replace('-', ' ')].filter(Boolean).join(' · ')),
    progress.worldSize > 1 && h('span', { class: 'sub ' + (progress.ranksSeen < progress.worldSize ? 'warn' : '') }, `${progress.ranksSeen} of ${progress.worldSize} ranks heard`),
    report.run.state === 'running' && silent > 10 && h('span', { class: 'sub warn' }, `last heard ${duration(silent)} ago`),
  ];
}

const overChoice = (ui) => choice('Loss over', [['step', 'Step'], ['time', 'Time'], ['energy', 'Energy']], overOf(ui), (over) => ui.choose({ over: over === 'step' ? '' : over }));

// What it draws now; of a run that has ended its mean, which the chart makes of what it shows.
function idleOf(report, series, store) {
  if (report.run.state !== 'running') return undefined;
  if (store.stale('run/' + report.run.id)) return {};
  return Object.fromEntries(Object.entries(series.now().byComponent).map(([name, milliwatts]) => [name, milliwatts / 1000]));
}

function qualityNote(report) {
  const byQuality = new Map();
  for (const d of report.energy?.byDevice ?? []) if (d.inTotal) byQuality.set(d.quality, (byQuality.get(d.quality) ?? new Set()).add(componentName(d.component)));
  return [...byQuality].map(([quality, components]) => `${[...components].join(', ')}: ${quality}.`).join(' ');
}
