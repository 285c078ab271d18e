/** All nodes at a glance. */
import { h } from './dom.js';
import { absent, energyCell, nodeHref, number, qualityTag, shareBar, spark } from './parts.js';
import { duration, percent, power } from './units.js';
import { devicesInWords } from './quality.js';

export function nodesView(store) {
  const nodes = store.nodeList();
  if (!store.ready) return [h('h1', { class: 'unseen' }, 'Nodes'), h('div', { class: 'waiting', role: 'status' }, 'Waiting for the collector…')];
  return [
    h('h1', { tabindex: -1 }, 'Nodes'),
    nodes.length === 0 ? h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, 'No node has been heard of yet.'), h('p', null, 'Start an agent: ', h('code', null, 'trainwatt up')))
      : h('div', { class: 'cards' }, nodes.map((node) => card(node, store))),
  ];
}

function card(node, store) {
  const findings = (node.findings ?? []).length;
  return h('article', { key: node.node, class: 'panel card' },
    h('header', null, h('h2', null, h('a', { class: 'row-link', href: nodeHref(node.node) }, node.name || node.node)), h('span', { class: 'soft' }, node.cluster)),
    h('div', { class: 'with-spark' }, h('div', { class: 'big' }, nodePower(node, store)), spark(store.seriesOf('node/' + node.node), 132, 36)),
    h('dl', { class: 'pairs' },
      h('div', null, h('dt', null, 'Energy measured'), h('dd', null, energyCell(node.energy, 'node-energy'))),
      h('div', null, h('dt', null, 'Nobody’s'), h('dd', null, node.measuredMicrojoules > 0 ? [h('span', { class: 'number' }, percent(node.unattributedMicrojoules, node.measuredMicrojoules)), nodeShares(node)] : absent('nothing has been measured yet'))),
      h('div', null, h('dt', null, 'Runs now'), h('dd', null, h('span', { class: 'number' }, String((node.runs ?? []).length))))),
    findings > 0 && h('p', { class: 'warn' }, `${findings} ${findings === 1 ? 'thing' : 'things'} could be measured better`));
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
    h('span', { class: 'sub' }, stale ? h('span', { class: 'warn' }, `no sample for ${duration(age)}`) : qualityTag(node.energy?.byQuality, hint)),
  ];
}
