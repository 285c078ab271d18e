/** How well the fleet is measured: what is missing and what mends it, how each node is read, and whether the collector is well. */
import { h } from './dom.js';
import { absent, empty, filterBox, panel, qualityBar, scrolling, waiting } from './parts.js';
import { nodeHref } from './address.js';
import { docsHref } from './docs.js';
import { pageOf } from './paging.js';
import { duration, fixed } from './units.js';
import { COMPONENTS, componentName, QUALITIES } from './quality.js';

const SHOWN = 50;
const NAMED = 6;
/** What an agent counts as dropped and yet loses nothing: a newer state holds all of an older one, and what failed is sent again. */
const NO_LOSS = /, (merged into a later one|failed, handed over again)$/;

export function doctorView(store, ui) {
  if (!store.ready) return waiting('Doctor');
  const { body, problem } = store.ask('api/v1/doctor', 10);
  const heading = h('div', { class: 'title-line' }, h('h1', { tabindex: -1 }, 'Doctor'), h('a', { class: 'note', href: docsHref('docs/reference/sensors.md') }, 'What each sensor reads'));
  if (!body) return [heading, problem ? empty(problem.error, problem.remedy ?? '') : h('div', { class: 'waiting', role: 'status' }, 'Looking…')];
  if (body.nodes.length === 0) return [heading, empty('No node has been heard of yet.', ['Start an agent: ', h('code', null, 'trainwatt up'), '. What a machine could measure, before it runs: ', h('code', null, 'trainwatt doctor')])];
  return [heading, summary(body, store), findingsPanel(body), nodesPanel(body, store, ui), collectorPanel(store)];
}

/** What its agent gave up for good. */
const lostBy = (node) => Object.entries(node.dropped).reduce((sum, [reason, value]) => sum + (NO_LOSS.test(reason) ? 0 : value), 0);

function summary({ findings, nodes }, store) {
  const lost = nodes.filter((node) => node.missing + node.refused + lostBy(node) > 0);
  const silent = nodes.filter((node) => store.stale('node/' + node.node));
  const clocks = nodes.filter((node) => Math.abs(node.clockOffsetMicros ?? 0) > 1e6);
  const sensors = nodes.reduce((sum, node) => sum + Object.values(node.components).flatMap(Object.values).reduce((a, b) => a + b, 0), 0);
  const fact = (key, value, words, bad) => h('div', { key, class: 'figure' }, h('dt', null, words), h('dd', { class: bad && value > 0 ? 'warn' : '' }, fixed(value, 0)));
  return h('dl', { class: 'panel figures' },
    fact('nodes', nodes.length, nodes.length === 1 ? 'Node' : 'Nodes'), fact('sensors', sensors, 'Devices in totals'), fact('silent', silent.length, 'Silent nodes', true),
    fact('lost', lost.length, 'Nodes that lost samples', true), fact('mend', findings.length + clocks.length, 'Things to mend', true));
}

function findingsPanel({ findings, nodes }) {
  const clocks = nodes.filter((node) => Math.abs(node.clockOffsetMicros ?? 0) > 1e6);
  const all = [...clocks.map((node) => ({ subject: 'clock', problem: `The clock of ${node.node} is ${duration(Math.abs(node.clockOffsetMicros) / 1e6)} ${node.clockOffsetMicros > 0 ? 'ahead' : 'behind'}.`, remedy: 'Run NTP or chrony on it: energy meets the grid factors of the time it names.', nodes: [node.node] })), ...findings];
  return panel('What could be measured better', { id: 'd-missing' }, all.length === 0 ? h('p', { class: 'nothing' }, 'Nothing: every agent reads all that its machine offers.')
    : h('ul', { class: 'findings' }, all.map((finding) => h('li', { key: finding.subject + finding.problem },
      h('span', { class: 'finding-subject' }, finding.subject),
      h('div', null, h('p', null, finding.problem), h('p', { class: 'soft' }, finding.remedy ? [h('strong', null, 'What to do '), finding.remedy] : 'Nothing on these machines mends it.'), where(finding.nodes, nodes.length))))));
}

function where(names, all) {
  if (all === 1) return null;
  return h('p', { class: 'note' }, names.length === all ? 'On every node.' : [`On ${fixed(names.length, 0)} of ${fixed(all, 0)} nodes: `, names.slice(0, NAMED).map((name, i) => [i > 0 && ', ', h('a', { key: name, href: nodeHref(name) }, name)]), names.length > NAMED && ` and ${fixed(names.length - NAMED, 0)} more`, '.']);
}

function nodesPanel({ nodes }, store, ui) {
  const find = ui.chosen.find?.toLowerCase() ?? '';
  const found = nodes.filter((node) => node.node.toLowerCase().includes(find)).sort((a, b) => trouble(b, store) - trouble(a, store) || a.node.localeCompare(b.node));
  const { shown, pager } = pageOf(found, ui, SHOWN, 'nodes');
  const components = COMPONENTS.filter((component) => nodes.some((node) => node.components[component]));
  return panel('How each node is measured', { id: 'd-nodes', aside: nodes.length > 8 && filterBox('Filter by name', ui) },
    scrolling('d-nodes', ['Node', ...components.map(componentName), { n: 'Samples missing' }, { n: 'Refused' }, { n: 'Given up by the agent' }, { n: 'Clock' }, 'Agent'], shown.map((node) => nodeRow(node, components, store)), 'numbers of-nodes'), pager);
}

const trouble = (node, store) => Number(store.stale('node/' + node.node)) * 100 + Number(node.missing + node.refused > 0) * 10 + Number(lostBy(node) > 0) * 5 + node.findings;

function nodeRow(node, components, store) {
  const subject = 'node/' + node.node;
  const dropped = Object.entries(node.dropped);
  const amount = (value) => h('td', { class: 'n' }, value > 0 ? h('span', { class: 'warn' }, fixed(value, 0)) : h('span', { class: 'soft' }, '0'));
  return h('tr', { key: node.node, 'data-row': '' },
    h('th', { scope: 'row' }, h('a', { class: 'row-link', href: nodeHref(node.node) }, node.node), store.stale(subject) ? h('span', { class: 'detail warn' }, `no sample for ${duration(store.age(subject))}`) : node.findings > 0 && h('span', { class: 'detail' }, `${node.findings} to mend`)),
    components.map((component) => h('td', { key: component }, measured(node.components[component]))),
    amount(node.missing), amount(node.refused),
    h('td', { class: 'n' }, h('span', { class: lostBy(node) > 0 ? 'warn' : 'soft', hint: dropped.map(([reason, value]) => `${reason}: ${fixed(value, 0)}${NO_LOSS.test(reason) ? ', which loses nothing' : ''}`).join('\n') }, fixed(lostBy(node), 0))),
    h('td', { class: 'n' }, node.clockOffsetMicros === undefined ? absent('the agent cannot tell') : h('span', { class: Math.abs(node.clockOffsetMicros) > 1e6 ? 'warn' : '' }, `${node.clockOffsetMicros > 0 ? '+' : node.clockOffsetMicros < 0 ? '−' : ''}${fixed(Math.abs(node.clockOffsetMicros) / 1000, 0)} ms`)),
    h('td', null, node.agentVersion ?? absent('no row of the node has come yet')));
}

/** Qualities of a component, surest first, with how many devices where it is more than one. */
function measured(byQuality) {
  if (!byQuality) return h('span', { class: 'soft', hint: 'Not in its total: it has none, or it cannot be read.' }, '–');
  return QUALITIES.filter((quality) => byQuality[quality]).map((quality) => h('span', { key: quality, class: 'qtag' }, qualityBar({ [quality]: 1 }, 'micro'), `${byQuality[quality] > 1 ? `${byQuality[quality]} ` : ''}${quality}`));
}

/** Of the instance that answers. */
function collectorPanel(store) {
  const { body: books } = store.ask('api/v1/books', 10);
  const { body: routes } = store.ask('api/v1/routes', 30);
  const stages = books?.stages ?? [];
  // A collector that writes to no database answers 404.
  const influx = stages.some(({ stage }) => stage === 'sink.influx') ? store.ask('api/v1/influx', 30).body : undefined;
  const lost = (stage) => Object.entries(stage.dropped ?? {}).filter(([, value]) => value > 0);
  const problems = [
    ...(routes?.routes ?? []).filter((route) => route.problem).map((route) => [`Route ${route.name}`, route.problem]),
    ...(influx?.problem ? [['InfluxDB', influx.problem]] : []),
  ];
  return panel('This collector', { id: 'd-collector' },
    h('p', { class: 'lead' }, books === undefined ? 'Asking…' : h('strong', { class: books.balances ? 'good' : 'bad' }, books.balances ? 'Its books balance.' : 'Its books do not balance.'), books && ' In each stage, what came in went on, is held, or was dropped for a stated reason.'),
    problems.length > 0 && h('ul', { class: 'findings' }, problems.map(([subject, problem]) => h('li', { key: subject }, h('span', { class: 'finding-subject' }, subject), h('p', null, problem)))),
    stages.length > 0 && scrolling('d-collector', ['Stage', { n: 'In' }, { n: 'Out' }, { n: 'Held' }, 'Dropped'], stages.map((stage) => h('tr', { key: stage.stage }, h('th', { scope: 'row' }, stage.stage),
      [stage.in, stage.out, stage.held].map((value, i) => h('td', { key: i, class: 'n' }, fixed(value, 0))),
      h('td', null, lost(stage).length === 0 ? h('span', { class: 'soft' }, '0') : lost(stage).map(([reason, value]) => h('span', { key: reason, class: 'detail warn' }, `${reason}: ${fixed(value, 0)}`))))), 'numbers'));
}
