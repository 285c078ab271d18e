/** All runs at a glance. */
import { h, kept } from './dom.js';
import { absent, carbonCell, co2e, energyCell, filterBox, labelList, number, qualityBar, qualityTag, shareBar, spark, stateMark, stateOf, waiting } from './parts.js';
import { address, runHref } from './address.js';
import { pageOf, sortOf } from './paging.js';
import { ago, duration, each, fixed, loss, percent, plain, power } from './units.js';
import { devicesInWords, meaning, relative, shares, tag } from './quality.js';

const SHOWN = 50;
const ENDED_SHOWN = 20;
const FILTER_FROM = 8;
const LABELS_SHOWN = 3;

export function runsView(store, ui) {
  if (!store.ready) return waiting('Runs');
  const all = store.runList();
  if (all.length === 0) return [h('h1', { tabindex: -1 }, 'Runs'), nothingYet()];
  const found = all.filter((report) => matches(report, ui.chosen.find));
  const running = found.filter((report) => report.run.state === 'running');
  const ended = found.filter((report) => report.run.state !== 'running');
  const compare = compareLink(ui);
  return [
    h('h1', { class: 'unseen', tabindex: -1 }, 'Runs'),
    rightNow(store),
    (all.length >= FILTER_FROM || compare) && h('div', { class: 'title-line' }, all.length >= FILTER_FROM && filterBox('Filter by name, user or label', ui), compare),
    section('Running', 'Power now', running, SHOWN, 'page', store, ui, ui.chosen.find ? 'No running run matches.' : 'Nothing is running. Energy of the nodes still is measured.'),
    (ended.length > 0 || running.length === 0) && section('Ended', 'Took', ended, ENDED_SHOWN, 'past', store, ui, 'No run that has ended matches.'),
  ];
}

function matches(report, find) {
  if (!find) return true;
  const { name, id, user, labels } = report.run;
  const text = [name, id, user, ...Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)].join('\n').toLowerCase();
  return find.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** What is ticked in the lists, one step from being compared. */
function compareLink(ui) {
  const ticked = tickedOf(ui);
  if (ticked.length === 0) return null;
  return h('p', { class: 'ticked' }, h('a', { class: 'quiet', href: address('compare', [], { runs: ticked.join(',') }) }, `Compare ${ticked.length} ${ticked.length === 1 ? 'run' : 'runs'}`),
    h('button', { type: 'button', class: 'plain-button', onclick: () => ui.choose({ tick: '' }) }, 'None'));
}

const tickedOf = (ui) => (ui.chosen.tick ? ui.chosen.tick.split(',') : []);

function tick(id, ui) {
  const ticked = tickedOf(ui);
  ui.choose({ tick: (ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id]).join(',') });
}

/** What all nodes draw now, and whose it is. */
function rightNow(store) {
  const live = [...store.nodes.values()].filter((node) => node.powerMilliwatts !== undefined && !store.stale('node/' + node.node));
  const total = live.reduce((sum, node) => sum + node.powerMilliwatts, 0);
  const nobody = live.reduce((sum, node) => sum + Math.min(node.nobodyMilliwatts ?? 0, node.powerMilliwatts), 0);
  const byQuality = {};
  for (const node of live) for (const [quality, amount] of shares(node.powerByQuality)) byQuality[quality] = (byQuality[quality] ?? 0) + amount;
  const silent = store.nodes.size - live.length;
  return h('section', { class: 'rightnow', 'aria-label': 'Right now' },
    h('div', { class: 'rightnow-figure' },
      h('p', { class: 'eyebrow' }, 'Power now'),
      h('p', { class: 'hero' }, live.length ? number(power(total), { field: 'nodes-power', raw: total }) : absent('no node has sent a sample in the last seconds', 'nodes-power')),
      h('p', { class: 'sub' }, qualityTag(byQuality))),
    h('div', { class: 'rightnow-share' },
      total > 0 && shareBar([['mine', 'Runs', total - nobody], ['nobody', 'Nobody', nobody]], `${percent(nobody, total)} of the power is used by no run`, power),
      h('p', { class: 'rightnow-words' }, total > 0
        ? [h('strong', null, plain(power(total - nobody))), ' by runs, ', h('strong', null, plain(power(nobody))), ` (${percent(nobody, total)}) by nobody, on ${live.length === 1 ? live[0].node : `${fixed(live.length, 0)} nodes`}`]
        : 'No power is being measured.',
      silent > 0 && h('span', { class: 'warn' }, ` ${fixed(silent, 0)} ${silent === 1 ? 'node is' : 'nodes are'} silent.`))));
}

function section(title, second, list, size, key, store, ui, nothing) {
  const id = 'runs-' + title.toLowerCase();
  const { sorted, heading } = sortOf(list, ui, {
    power: (report) => (report.run.state === 'running' ? report.powerMilliwatts : tookSeconds(report.run)),
    energy: (report) => report.energy?.totalMicrojoules,
    token: (report) => report.joulesPerToken,
    loss: (report) => (typeof report.progress?.lastLoss === 'number' ? report.progress.lastLoss : undefined),
    co2: (report) => report.co2Grams,
    alerts: (report) => store.firing('run/' + report.run.id).length,
  });
  const { shown, pager } = pageOf(sorted, ui, size, title === 'Running' ? 'running runs' : 'runs that have ended', key);
  const heads = [null, heading('power', second), heading('energy', 'Energy'), heading('token', 'Per token'), heading('loss', 'Loss'), heading('co2', co2e()), heading('alerts', 'Alerts')];
  return h('section', { key: title, 'aria-labelledby': id },
    h('h2', { id, class: 'list-title' }, title, h('span', { class: 'tally' }, fixed(list.length, 0))),
    list.length === 0 ? h('p', { class: 'nothing' }, nothing) : h('table', { class: 'runs' },
      h('thead', null, h('tr', null, heads.map((head, i) => h('th', { key: i, scope: 'col', 'aria-sort': head?.sort ?? null }, head ? head.el : 'Run')))),
      h('tbody', null, shown.map((report) => row(report, store, ui)))),
    pager);
}

function row(report, store, ui) {
  const { run } = report;
  const subject = 'run/' + run.id;
  const state = stateOf(report, store);
  const ticked = tickedOf(ui).includes(run.id);
  const words = run.state === 'running' ? `for ${duration((store.now - Date.parse(run.startedAt)) / 1000)}` : ago((store.now - Date.parse(run.endedAt ?? run.asOf)) / 1000);
  const trace = store.traceOf(subject);
  return kept(trace, [`${run.state} ${ticked}`, ui, report, state.words, words, trace.filled, store.firing(subject)], () => made(report, store, ui, state, ticked, words));
}

function made(report, store, ui, state, ticked, words) {
  const { run, energy } = report;
  const subject = 'run/' + run.id;
  return h('tr', { key: run.id, class: `${state.kind} ${ticked ? 'ticked' : ''}`, 'data-run': run.id, 'data-row': '', onclick: openRow },
    h('th', { scope: 'row', class: 'who' }, stateMark(state),
      h('div', { class: 'who-words' },
        h('a', { class: 'row-link', dir: 'auto', href: runHref(run.id) }, run.name || run.id),
        h('div', { class: 'who-when' }, timing(run, state, words)),
        labelList(run.labels, LABELS_SHOWN)),
      h('label', { class: 'tick', hint: 'Compare it' }, h('input', { type: 'checkbox', tabindex: -1, checked: ticked, 'aria-label': `Compare ${run.name || run.id}`, onchange: () => tick(run.id, ui) }))),
    run.state === 'running' ? cell('Power now', h('div', { class: 'with-spark' }, h('div', null, powerCell(report, store)), spark(store.trace(subject)))) : cell('Took', took(run)),
    cell('Energy', energyCell(energy, 'energy')),
    cell('Per token', perToken(report, true)),
    cell('Loss', lossCell(report)),
    cell('CO₂e', carbonCell(report, 'co2')),
    cell('Alerts', alertCount(store.firing(subject))));
}

// The whole row leads to the run; what is itself a link or is being selected stays what it is.
function openRow(event) {
  if (event.target.closest('a, label, input') || String(getSelection())) return;
  event.currentTarget.querySelector('a').click();
}

const cell = (label, ...kids) => h('td', { key: label, 'data-label': label }, kids);

function timing(run, state, words) {
  if (state.kind === 'stale') return h('span', { class: 'warn' }, state.words);
  return run.exitCode ? [h('span', { class: 'warn' }, `exit code ${run.exitCode}`), ` · ${words}`] : words;
}

function took(run) {
  if (!run.endedAt) return absent('when it ended is not known');
  return h('span', { class: 'took' }, duration(tookSeconds(run)));
}

const tookSeconds = (run) => (run.endedAt ? (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000 : undefined);

/** Power of a run now, dimmed where it is old. */
export function powerCell(report, store, className) {
  const subject = 'run/' + report.run.id;
  if (report.run.state !== 'running') return [absent('the run has ended', 'power')];
  if (report.powerMilliwatts === undefined) return [absent('no sample has been received yet', 'power')];
  const stale = store.stale(subject);
  const byQuality = store.series.get(subject)?.now().byQuality ?? {};
  const quality = tag(byQuality) ? byQuality : report.energy.byQuality;
  const hint = devicesInWords((report.energy.byDevice ?? []).filter((d) => d.inTotal));
  return [
    number(power(report.powerMilliwatts), { field: 'power', raw: report.powerMilliwatts, hint: stale ? `${hint}\nThis is old: ${duration(store.age(subject))}` : hint, className: `${className ?? ''} ${stale ? 'old' : ''}` }),
    h('span', { class: 'sub' }, stale ? h('span', { class: 'warn' }, `${duration(store.age(subject))} old`) : qualityTag(quality, hint)),
  ];
}

/** Joules a token, with the band of the energy it comes from. */
export function perToken(report, brief) {
  if (report.joulesPerToken === undefined) return [absent(whyNot(report, 'tokens'), 'per-token')];
  return [number(each(report.joulesPerToken), { field: 'per-token', raw: report.joulesPerToken, hint: eachHint(report) }), bandOfEnergy(report, brief)];
}

/** The band and quality of the energy; `brief` leaves the quality to its picture and hint. */
export const bandOfEnergy = (report, brief) => h('span', { class: 'sub' }, brief
  ? h('span', { class: 'qtag', hint: eachHint(report) }, qualityBar(report.energy.byQuality, 'micro'), relative(report.energy))
  : qualityTag(report.energy.byQuality, eachHint(report), relative(report.energy)));

export const eachHint = (report) => `Energy between the first and the newest progress over the work between them.\nIts band is that of the run's energy: ${relative(report.energy)}.\n${shares(report.energy.byQuality).map(([quality]) => meaning(quality)).join('\n')}`;

/** Why there is no figure for one of something. */
export function whyNot(report, what) {
  if (!report.progress) return 'the run has reported no progress';
  if (report.progress[what] === undefined) return `the run reports no ${what}`;
  return 'two progress times inside what was measured are needed';
}

function lossCell({ progress }) {
  if (progress?.lastLoss === undefined) return [absent(progress ? 'the run reports no loss' : 'the run has reported no progress', 'loss')];
  const broken = typeof progress.lastLoss === 'string';
  return [
    number({ text: loss(progress.lastLoss), unit: '' }, { field: 'loss', raw: progress.lastLoss, className: broken ? 'bad' : '', hint: broken ? 'The newest loss is not a finite number.' : 'As the run reported it.' }),
    h('span', { class: 'sub' }, progress.firstLoss === undefined ? '' : `from ${loss(progress.firstLoss)}`),
  ];
}

function alertCount(alerts) {
  if (alerts.length === 0) return h('span', { class: 'none', hint: 'no alert is firing' }, 'none');
  return h('span', { class: `badge ${alerts[0].severity}`, hint: alerts.map((a) => a.summary).join('\n') }, fixed(alerts.length, 0),
    h('span', { class: 'badge-word' }, alerts[0].severity));
}

function nothingYet() {
  const line = (words, command) => h('li', null, h('span', null, words), h('code', null, command));
  return h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, 'No run has been measured yet.'),
    h('ul', null, line('Train with measurement', 'trainwatt run -- python train.py'), line('Measure what already runs', 'trainwatt attach --pid PID'), line('See the whole thing work', 'trainwatt demo')));
}
