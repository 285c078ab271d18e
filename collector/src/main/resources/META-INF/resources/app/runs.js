/** All runs at a glance. */
import { h } from './dom.js';
import { absent, carbonCell, co2e, energyCell, labelList, number, qualityBar, qualityTag, shareBar, spark, stateMark, stateOf } from './parts.js';
import { ago, duration, each, fixed, loss, percent, plain, power } from './units.js';
import { devicesInWords, meaning, relative, shares, tag } from './quality.js';

const ENDED_SHOWN = 20;
const FILTER_FROM = 8;
const LABELS_SHOWN = 3;

export function runsView(store, ui, refresh) {
  if (!store.ready) return [h('h1', { class: 'unseen' }, 'Runs'), h('div', { class: 'waiting', role: 'status' }, 'Waiting for the collector…')];
  const all = store.runList();
  if (all.length === 0) return [h('h1', null, 'Runs'), nothingYet()];
  const found = all.filter((report) => matches(report, ui.filter));
  const running = found.filter((report) => report.run.state === 'running');
  const ended = found.filter((report) => report.run.state !== 'running');
  const shown = ui.allEnded ? ended : ended.slice(0, ENDED_SHOWN);
  return [
    h('h1', { class: 'unseen', tabindex: -1 }, 'Runs'),
    rightNow(store),
    all.length >= FILTER_FROM && filterBox(ui, refresh),
    section('Running', 'Power now', running, running.length, store, 'Nothing is running. Energy of the nodes still is measured.'),
    (ended.length > 0 || running.length === 0) && section('Ended', 'Took', shown, ended.length, store, 'No run matches.'),
    ended.length > shown.length && h('button', { type: 'button', class: 'quiet', onclick: () => { ui.allEnded = true; refresh(); } }, `Show all ${ended.length} that ended`),
  ];
}

function matches(report, filter) {
  if (!filter) return true;
  const words = [report.run.name, report.run.id, report.run.user, ...Object.entries(report.run.labels ?? {}).map(([key, value]) => `${key}=${value}`)];
  return words.some((word) => word?.toLowerCase().includes(filter.toLowerCase()));
}

function filterBox(ui, refresh) {
  return h('label', { class: 'filter' }, h('span', { class: 'unseen' }, 'Filter by name or label'),
    h('input', { type: 'search', placeholder: 'Filter by name or label', value: ui.filter ?? '', oninput: (event) => { ui.filter = event.target.value; refresh(); } }));
}

/** What all nodes draw now, and whose it is. */
function rightNow(store) {
  const live = store.nodeList().filter((node) => node.powerMilliwatts !== undefined && !store.stale('node/' + node.node));
  const now = live.map((node) => store.seriesOf('node/' + node.node).now());
  const total = live.reduce((sum, node) => sum + node.powerMilliwatts, 0);
  const drawn = now.reduce((sum, one) => sum + one.total, 0);
  const nobody = now.reduce((sum, one) => sum + one.nobody, 0);
  const byQuality = {};
  for (const one of now) for (const [quality, amount] of shares(one.byQuality)) byQuality[quality] = (byQuality[quality] ?? 0) + amount;
  const hint = devicesInWords(live.flatMap((node) => (node.energy.byDevice ?? []).filter((d) => d.inTotal)));
  const silent = store.nodes.size - live.length;
  return h('section', { class: 'rightnow', 'aria-label': 'Right now' },
    h('div', { class: 'rightnow-figure' },
      h('p', { class: 'eyebrow' }, 'Power now'),
      h('p', { class: 'hero' }, live.length ? number(power(total), { field: 'nodes-power', raw: total, hint }) : absent('no node has sent a sample in the last seconds', 'nodes-power')),
      h('p', { class: 'sub' }, qualityTag(byQuality, hint))),
    h('div', { class: 'rightnow-share' },
      drawn > 0 && shareBar([['mine', 'Runs', drawn - nobody], ['nobody', 'Nobody', nobody]], `${percent(nobody, drawn)} of the power is used by no run`),
      h('p', { class: 'rightnow-words' }, drawn > 0
        ? [h('strong', null, plain(power(drawn - nobody))), ' by runs, ', h('strong', null, plain(power(nobody))), ` (${percent(nobody, drawn)}) by nobody, on ${live.length === 1 ? live[0].node : `${live.length} nodes`}`]
        : 'No power is being measured.',
      silent > 0 && h('span', { class: 'warn' }, ` ${silent} ${silent === 1 ? 'node is' : 'nodes are'} silent.`))));
}

function section(title, second, list, all, store, empty) {
  const id = 'runs-' + title.toLowerCase();
  return h('section', { key: title, 'aria-labelledby': id },
    h('h2', { id, class: 'list-title' }, title, h('span', { class: 'tally' }, String(all))),
    list.length === 0 ? h('p', { class: 'nothing' }, empty) : h('table', { class: 'runs' },
      h('thead', null, h('tr', null, ['Run', second, 'Energy', 'Per token', 'Loss', co2e(), 'Alerts'].map((word, i) => h('th', { key: i, scope: 'col' }, word)))),
      h('tbody', null, list.map((report) => row(report, store)))));
}

function row(report, store) {
  const { run, energy } = report;
  const subject = 'run/' + run.id;
  const state = stateOf(report, store);
  return h('tr', { key: run.id, class: state.kind, 'data-run': run.id, onclick: openRow },
    h('th', { scope: 'row', class: 'who' }, stateMark(state),
      h('div', { class: 'who-words' },
        h('a', { class: 'row-link', dir: 'auto', href: `#/run/${encodeURIComponent(run.id)}` }, run.name || run.id),
        h('div', { class: 'who-when' }, timing(run, store, state)),
        labelList(run.labels, LABELS_SHOWN))),
    run.state === 'running' ? cell('Power now', h('div', { class: 'with-spark' }, h('div', null, powerCell(report, store)), spark(store.seriesOf(subject)))) : cell('Took', took(run)),
    cell('Energy', energyCell(energy, 'energy')),
    cell('Per token', perToken(report, true)),
    cell('Loss', lossCell(report)),
    cell('CO₂e', carbonCell(report, 'co2')),
    cell('Alerts', alertCount(store.firing(subject))));
}

// The whole row leads to the run; what is itself a link or is being selected stays what it is.
function openRow(event) {
  if (event.target.closest('a') || String(getSelection())) return;
  event.currentTarget.querySelector('a').click();
}

const cell = (label, ...kids) => h('td', { key: label, 'data-label': label }, kids);

function timing(run, store, state) {
  if (state.kind === 'stale') return h('span', { class: 'warn' }, state.words);
  if (run.state === 'running') return `for ${duration((store.now - Date.parse(run.startedAt)) / 1000)}`;
  const ended = Date.parse(run.endedAt ?? run.asOf);
  const words = ago((store.now - ended) / 1000);
  return run.exitCode ? [h('span', { class: 'warn' }, `exit code ${run.exitCode}`), ` · ${words}`] : words;
}

function took(run) {
  if (!run.endedAt) return absent('when it ended is not known');
  return h('span', { class: 'took' }, duration((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000));
}

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
