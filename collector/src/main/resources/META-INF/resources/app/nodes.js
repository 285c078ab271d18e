/** All nodes at a glance: cards for a few, a table for many. */
import { h, kept } from './dom.js';
import { absent, empty, energyCell, filterBox, number, qualityBar, qualityTag, shareBar, spark, waiting } from './parts.js';
import { nodeHref } from './address.js';
import { pageOf, sortOf } from './paging.js';
import { band, duration, energy, fixed, percent, plain, power } from './units.js';
import { devicesInWords, sentence } from './quality.js';

const CARDS_TO = 12;
const SHOWN = 50;

export function nodesView(store, ui) {
  if (!store.ready) return waiting('Nodes');
  const nodes = store.nodeList();
  if (nodes.length === 0) return [h('h1', { tabindex: -1 }, 'Nodes'), empty('No node has been heard of yet.', ['Start an agent: ', h('code', null, 'trainwatt up')])];
  const alive = aliveByNode(store);
  if (nodes.length <= CARDS_TO) return [h('h1', { tabindex: -1 }, 'Nodes'), h('div', { class: 'cards' }, nodes.map((node) => card(node, alive, store)))];
  return many(nodes, alive, store, ui);
}

/** Node to the ids of the runs alive on it. */
function aliveByNode(store) {
  const found = new Map();
  for (const report of store.runs.values()) {
    if (report.run.state !== 'running') continue;
    for (const node of report.nodes ?? (report.node?.nodes ?? []).map((share) => share.node)) found.set(node, [...(found.get(node) ?? []), report.run.id]);
  }
  return found;
}

/** Ids of the runs alive on one node. */
export const runsOf = (node, store) => aliveByNode(store).get(node) ?? [];

const findingsOf = (node) => node.findingCount ?? (node.findings ?? []).length;

function card(node, alive, store) {
  const findings = findingsOf(node);
  return h('article', { key: node.node, class: 'panel card', 'data-row': '' },
    h('header', null, h('h2', null, h('a', { class: 'row-link', href: nodeHref(node.node) }, node.name || node.node)), h('span', { class: 'soft' }, node.cluster)),
    h('div', { class: 'with-spark' }, h('div', { class: 'big' }, nodePower(node, store)), spark(store.trace('node/' + node.node), 132, 36)),
    h('dl', { class: 'pairs' },
      h('div', null, h('dt', null, 'Energy measured'), h('dd', null, energyCell(node.energy, 'node-energy'))),
      h('div', null, h('dt', null, 'Nobody’s'), h('dd', null, node.measuredMicrojoules > 0 ? [h('span', { class: 'number' }, percent(node.unattributedMicrojoules, node.measuredMicrojoules)), nodeShares(node)] : absent('nothing has been measured yet'))),
      h('div', null, h('dt', null, 'Runs now'), h('dd', null, h('span', { class: 'number' }, String((alive.get(node.node) ?? []).length))))),
    findings > 0 && h('p', { class: 'warn' }, `${findings} ${findings === 1 ? 'thing' : 'things'} could be measured better`));
}

function many(nodes, alive, store, ui) {
  const find = ui.chosen.find?.toLowerCase();
  const found = find ? nodes.filter((node) => node.node.toLowerCase().includes(find)) : nodes;
  const { sorted, heading } = sortOf(found, ui, {
    power: (node) => node.powerMilliwatts,
    energy: (node) => node.energy?.totalMicrojoules,
    nobody: (node) => (node.measuredMicrojoules > 0 ? node.unattributedMicrojoules / node.measuredMicrojoules : undefined),
    runs: (node) => (alive.get(node.node) ?? []).length,
    devices: (node) => node.deviceCount,
    findings: findingsOf,
    alerts: (node) => store.firing('node/' + node.node).length,
  });
  const { shown, pager } = pageOf(sorted, ui, SHOWN, 'nodes');
  const heads = [['power', 'Power now'], ['energy', 'Energy measured'], ['nobody', 'Nobody’s'], ['runs', 'Runs'], ['devices', 'Devices'], ['findings', 'To mend'], ['alerts', 'Alerts']].map(([key, words]) => heading(key, words));
  const devices = nodes.reduce((sum, node) => sum + (node.deviceCount ?? 0), 0);
  return [
    h('div', { class: 'title-line' }, h('h1', { tabindex: -1 }, 'Nodes'), h('span', { class: 'tally' }, `${fixed(nodes.length, 0)}, with ${fixed(devices, 0)} devices`), filterBox('Filter by name', ui)),
    found.length === 0 ? h('p', { class: 'nothing' }, 'No node matches.') : h('div', { class: 'panel wide' }, h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Nodes' }, h('table', { class: 'grid numbers of-nodes' },
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Node'), heads.map(({ sort, el }, i) => h('th', { key: i, scope: 'col', class: 'n', 'aria-sort': sort }, el)))),
      h('tbody', null, shown.map((node) => row(node, alive, store)))))),
    pager,
  ];
}

function row(node, alive, store) {
  const subject = 'node/' + node.node;
  const silent = store.stale(subject) ? `no sample for ${duration(store.age(subject))}` : '';
  const alerts = store.firing(subject);
  const runs = (alive.get(node.node) ?? []).length;
  const trace = store.traceOf(subject);
  return kept(trace, ['row', node, silent, alerts, runs, trace.filled], () => made(node, silent, alerts, runs, store));
}

function made(node, silent, alerts, runs, store) {
  const subject = 'node/' + node.node;
  const shown = energy(node.energy?.totalMicrojoules ?? 0);
  const cell = (...kids) => h('td', { class: 'n' }, kids);
  return h('tr', { key: node.node, 'data-row': '', 'data-node': node.node },
    h('th', { scope: 'row' }, h('a', { class: 'row-link', href: nodeHref(node.node) }, node.node), silent && h('span', { class: 'detail warn' }, silent)),
    h('td', { class: 'n' }, h('div', { class: 'power-cell' }, spark(store.traceOf(subject), 72, 18),
      node.powerMilliwatts === undefined ? absent('no sample has been received yet') : h('span', { class: silent ? 'old' : '', 'data-field': 'node-power', 'data-raw': node.powerMilliwatts }, plain(power(node.powerMilliwatts))))),
    cell(h('span', { class: 'qtag', hint: node.energy && sentence(node.energy) }, qualityBar(node.energy?.byQuality, 'micro'), `${plain(shown)} ± ${band(node.energy?.plusMinusMicrojoules, shown)}`)),
    cell(node.measuredMicrojoules > 0 ? percent(node.unattributedMicrojoules, node.measuredMicrojoules) : absent('nothing has been measured yet')),
    cell(fixed(runs, 0)), cell(node.deviceCount === undefined ? absent('not told yet') : fixed(node.deviceCount, 0)),
    cell(findingsOf(node) > 0 ? h('span', { class: 'warn' }, fixed(findingsOf(node), 0)) : h('span', { class: 'soft' }, '0')),
    cell(alerts.length > 0 ? h('span', { class: `badge ${alerts[0].severity}` }, fixed(alerts.length, 0)) : h('span', { class: 'soft' }, '0')));
}

export const nodeShares = (node) => shareBar(
  [['mine', 'Runs', node.attributedMicrojoules], ['nobody', 'Nobody', node.unattributedMicrojoules]], `${percent(node.unattributedMicrojoules, node.measuredMicrojoules)} is used by no run`);

/** Power of a node now, dimmed where it is old. */
export function nodePower(node, store) {
  const subject = 'node/' + node.node;
  const age = store.age(subject);
  if (node.powerMilliwatts === undefined) return [absent(age === undefined ? 'no sample has been received yet' : `no sample for ${duration(age)}`, 'node-power')];
  const stale = store.stale(subject);
  const hint = devicesInWords((node.energy?.byDevice ?? []).filter((d) => d.inTotal));
  return [
    number(power(node.powerMilliwatts), { field: 'node-power', raw: node.powerMilliwatts, hint, className: stale ? 'old' : '' }),
    h('span', { class: 'sub' }, stale ? h('span', { class: 'warn' }, `no sample for ${duration(age)}`) : qualityTag(node.powerByQuality ?? node.energy?.byQuality, hint)),
  ];
}
