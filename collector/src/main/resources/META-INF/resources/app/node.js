/** One node: what it is made of, how each part is measured, what cannot be, and whether its books balance. */
import { h } from './dom.js';
import { absent, back, bandBar, named, number, panel, qualityLegend, qualityTag, stateMark, when } from './parts.js';
import { alertCard } from './alertcard.js';
import { alertHref, runHref } from './address.js';
import { nodePower, nodeShares, runsOf } from './nodes.js';
import { byComponent, byUse, choice, powerChart, rangeChoice } from './charts.js';
import { band, bytes, count, duration, energy, fixed, moment, percent, plain, power } from './units.js';
import { split } from './quality.js';

const EVENTS_SHOWN = 20;

export function nodeView(store, ui, path) {
  const name = path.join('/');
  const node = store.nodes.get(name);
  const up = back('#/nodes', 'Nodes');
  if (!node) {
    return store.ready ? [up, h('div', { class: 'empty' }, h('h1', { class: 'empty-title', tabindex: -1 }, `No node ${name} is known.`), h('p', null, 'It appears with the first sample of its agent.'))]
      : [h('div', { class: 'waiting', role: 'status' }, 'Waiting for the collector…')];
  }
  const series = store.watch('node/' + name);
  const stale = store.stale('node/' + name);
  const alerts = store.firing('node/' + name);
  return [
    head(node, store, up, stale),
    alerts.length > 0 && h('section', { class: 'alerts', 'aria-label': 'Alerts' }, alerts.map((alert) => alertCard(alert, store))),
    h('div', { class: 'pair hero-row' },
      panel('Power now', { id: 'n-now' }, h('div', { class: 'hero' }, nodePower(node, store)), runsOn(node, store)),
      energyPanel(node)),
    powerPanel(node, store, ui, series, stale),
    node.devices && [
      node.findings.length > 0 && findingsPanel(node),
      devicesPanel(node, series),
      eventsPanel(node, store),
      booksPanel(node),
    ],
  ];
}

function head(node, store, up, stale) {
  const { hardware, clockOffsetMicros: offset } = node;
  const facts = hardware ? [hardware.cpuModel, `${count(hardware.logicalCpus)} CPUs${hardware.sockets > 1 ? ` in ${hardware.sockets} sockets` : ''}`, plain(bytes(hardware.memoryBytes)), `Linux ${hardware.kernel} ${hardware.architecture}`] : [];
  const state = stale ? { kind: 'stale', words: `no sample for ${duration(store.age('node/' + node.node))}` } : { kind: 'running', words: 'measuring' };
  return h('div', { class: 'head' }, up, h('div', { class: 'head-line' }, h('h1', { tabindex: -1 }, node.node), stateMark(state, true)),
    h('p', { class: 'facts' }, facts.map((fact) => h('span', { key: fact }, fact)), h('span', null, 'zone ', node.zone ?? absent('no grid zone is configured, so the world mean is assumed')),
      node.agentVersion && h('span', null, `agent ${node.agentVersion}`),
      h('span', null, 'last sample ', when(node.asOf, store)),
      Math.abs(offset ?? 0) > 1e6 && h('span', { class: 'warn' }, `its clock is ${duration(Math.abs(offset) / 1e6)} ${offset > 0 ? 'ahead' : 'behind'}`)));
}

function runsOn(node, store) {
  const runs = node.runs ?? runsOf(node.node, store);
  if (runs.length === 0) return h('p', { class: 'note' }, 'No run is alive on it.');
  return h('div', { class: 'runs-on' }, h('h3', null, runs.length === 1 ? 'One run on it' : `${runs.length} runs on it`), h('ul', { class: 'keys' }, runs.map((id) => h('li', { key: id }, h('a', { href: runHref(id) }, store.runs.get(id)?.run.name || id)))));
}

/** What happened to it: alerts of the last seven days, the newest first. */
function eventsPanel(node, store) {
  const events = [...store.alerts.values()].filter((alert) => alert.subject === 'node/' + node.node).sort((a, b) => (a.since < b.since ? 1 : -1));
  return panel('Events', { id: 'n-events', aside: h('span', { class: 'soft' }, 'the last seven days') }, events.length === 0
    ? h('p', { class: 'nothing' }, 'No alert was about this node: it was never silent, no sensor was lost, none disagreed.')
    : h('ul', { class: 'events' }, events.slice(0, EVENTS_SHOWN).map((alert) => h('li', { key: alert.fingerprint },
      h('time', { datetime: alert.since }, moment(Date.parse(alert.since)).slice(0, 19)), h('span', { class: `badge ${alert.resolved ? '' : alert.severity}` }, alert.resolved ? 'over' : alert.severity),
      h('a', { href: alertHref(alert.fingerprint) }, alert.summary)))));
}

function energyPanel(node) {
  const account = node.energy;
  if (!account || !(account.totalMicrojoules > 0)) return panel('Energy measured', { id: 'n-energy' }, h('div', { class: 'hero' }, absent('nothing has been measured yet')));
  const shown = energy(account.totalMicrojoules);
  return panel('Energy measured', { id: 'n-energy' },
    h('p', { class: 'hero' }, number(shown, { field: 'node-energy', raw: account.totalMicrojoules }), h('span', { class: 'hero-band' }, ` ± ${band(account.plusMinusMicrojoules, shown)}`)),
    bandBar(account),
    h('p', { class: 'sentence' }, `${shown.text} ${shown.unit} ± ${band(account.plusMinusMicrojoules, shown)}, ${split(account, shown)}.`),
    qualityLegend(account), nodeShares(node),
    h('p', { class: 'note' }, `${plain(energy(node.attributedMicrojoules))} went to runs, ${plain(energy(node.unattributedMicrojoules))} (${percent(node.unattributedMicrojoules, node.measuredMicrojoules)}) to nobody.`));
}

function powerPanel(node, store, ui, series, stale) {
  const by = ui.chosen.by === 'use' ? 'use' : 'component';
  const now = series.now();
  const idle = stale ? {} : by === 'component' ? watts(now.byComponent) : watts({ runs: now.total - now.nobody, nobody: now.nobody });
  const aside = h('div', { class: 'choices' },
    choice('Power by', [['component', 'By component'], ['use', 'By use']], by, (chosen) => ui.choose({ by: chosen === 'use' ? 'use' : '' })), rangeChoice(series, ui));
  return panel('Power over time', { id: 'n-power', aside },
    powerChart(series, ui, { ...(by === 'component' ? byComponent : byUse), idle, heading: 'Now', until: stale ? store.now * 1000 : 0 }),
    h('p', { class: 'note' }, qualityTag(node.energy?.byQuality)));
}

const watts = (milliwatts) => Object.fromEntries(Object.entries(milliwatts).map(([name, value]) => [name, value / 1000]));

function findingsPanel(node) {
  return panel('What could be measured better', { id: 'n-findings' }, h('ul', { class: 'findings' }, node.findings.map((finding) =>
    h('li', { key: finding.subject + finding.problem }, h('span', { class: 'finding-subject' }, finding.subject),
      h('div', null, h('p', null, finding.problem), h('p', { class: 'soft' }, finding.remedy ? [h('strong', null, 'What to do '), finding.remedy] : 'Nothing on this machine mends it.'))))));
}

function devicesPanel(node, series) {
  const now = new Map(series.now().devices.map((d) => [d.device, d]));
  const measured = new Map((node.energy?.byDevice ?? []).map((d) => [d.device, d]));
  return panel('Devices', { id: 'n-devices', className: 'wide' }, h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'n-devices' }, h('table', { class: 'grid' },
    h('thead', null, h('tr', null, ['Device', 'Component', 'Power now', 'Energy', 'Quality', 'In total', 'How it is measured'].map((word) => h('th', { key: word, scope: 'col' }, word)))),
    h('tbody', null, (node.devices ?? []).map((d) => deviceRow(d, measured.get(d.device), now.get(d.device), series, node.node))))));
}

function deviceRow(d, measured, now, series, node) {
  const behind = (series.lastTo - (series.seen.get(`${node} ${d.device}`) ?? 0)) / 1e6;
  const lost = series.lastTo > 0 && behind > 5;
  return h('tr', { key: d.device, class: d.inTotal ? '' : 'outside' },
    h('th', { scope: 'row' }, d.device, d.model && h('span', { class: 'detail' }, d.model)),
    h('td', null, named(d.component)),
    h('td', { class: 'n' }, lost ? h('span', { class: 'warn' }, series.seen.has(`${node} ${d.device}`) ? `no reading for ${duration(behind)}` : 'no reading lately') : now ? plain(power(now.milliwatts)) : absent('no reading in the newest sample'), gauges(now)),
    h('td', { class: 'n' }, measured ? plain(energy(measured.microjoules)) : absent('nothing has been measured yet')),
    h('td', null, measured ? [qualityTag({ [measured.quality]: 1 }), measured.errorPpm !== undefined && h('span', { class: 'soft' }, ` ± ${fixed(measured.errorPpm / 1e4, measured.errorPpm < 1e5 ? 1 : 0)} %`)] : absent('nothing has been measured yet')),
    h('td', null, d.inTotal ? 'yes' : 'no', d.inTotalReason && h('span', { class: 'detail' }, d.inTotalReason)),
    h('td', { class: 'prose' }, d.source, d.method && h('span', { class: 'detail' }, d.method)));
}

function gauges(now) {
  const g = now?.gauges;
  if (!g) return null;
  const words = [g.utilization !== undefined && percent(g.utilization, 1), g.temperatureCelsius !== undefined && `${fixed(g.temperatureCelsius, 0)} °C`, g.memoryUsedBytes !== undefined && plain(bytes(g.memoryUsedBytes))];
  return h('span', { class: 'detail' }, words.filter(Boolean).join(' · '));
}

/** How many were given up, and why. */
function dropped(byReason) {
  const reasons = Object.entries(byReason ?? {}).filter(([, value]) => value > 0);
  if (reasons.length === 0) return '0';
  return [h('span', { class: 'warn' }, fixed(reasons.reduce((sum, [, value]) => sum + value, 0), 0)), h('span', { class: 'detail' }, reasons.map(([reason, value]) => `${reason}: ${fixed(value, 0)}`).join(', '))];
}

function booksPanel({ books, agentStages }) {
  const lost = books ? books.missing + books.refused : 0;
  return panel('Books', { id: 'n-books', className: 'wide' },
    books && h('p', { class: 'lead' }, h('strong', { class: lost > 0 ? 'warn' : 'good' }, lost > 0 ? `${fixed(books.missing, 0)} samples are missing, ${fixed(books.refused, 0)} were refused.` : 'No sample is missing.'),
      ` ${fixed(books.received, 0)} received: ${fixed(books.accepted, 0)} accepted, ${fixed(books.repeated, 0)} repeated, ${fixed(books.refused, 0)} refused.`),
    (agentStages ?? []).length > 0 && h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'n-books' }, h('table', { class: 'grid' },
      h('thead', null, h('tr', null, ['Stage of the agent', 'In', 'Out', 'Held', 'Dropped'].map((word) => h('th', { key: word, scope: 'col' }, word)))),
      h('tbody', null, agentStages.map((line) => h('tr', { key: line.stage }, h('th', { scope: 'row' }, line.stage), [line.in, line.out, line.held].map((value, i) => h('td', { key: i, class: 'n' }, fixed(value, 0))), h('td', null, dropped(line.dropped))))))));
}
