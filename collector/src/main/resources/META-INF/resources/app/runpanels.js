/** The lower half of a run's page: whose energy, books, devices. */
import { h } from './dom.js';
import { absent, named, panel, qualityTag, shareBar } from './parts.js';
import { nodeHref } from './address.js';
import { duration, energy, fixed, percent, plain, power } from './units.js';
import { relative, sentence } from './quality.js';
import { pageOf } from './paging.js';

const DEVICES_SHOWN = 32;
const NODES_SHOWN = 16;

/** How much of what the nodes measured meanwhile went to this run, to others, to nobody. */
export function ownersPanel({ node, energy: account }) {
  if (!node || !(node.measuredMicrojoules > 0)) return panel('Whose energy', { id: 'p-owners' }, h('p', { class: 'nothing' }, 'Nothing has been measured on its node yet.'));
  const mine = account.totalMicrojoules;
  const others = Math.max(0, node.attributedMicrojoules - mine);
  const parts = [['mine', 'This run', mine], ['others', 'Other runs', others], ['nobody', 'Nobody', node.unattributedMicrojoules]];
  const many = (node.nodes ?? []).length > 1;
  return panel('Whose energy', { id: 'p-owners' },
    h('p', { class: 'lead' }, h('strong', { 'data-field': 'unattributed', 'data-raw': node.unattributedMicrojoules }, percent(node.unattributedMicrojoules, node.measuredMicrojoules)),
      ` of what ${many ? 'its nodes' : 'its node'} measured meanwhile belongs to nobody: idle draw, and work outside any run.`),
    shareBar(parts, parts.map(([, words, amount]) => `${words} ${percent(amount, node.measuredMicrojoules)}`).join(', ')),
    h('table', { class: 'plain' }, h('tbody', null,
      parts.map(([kind, words, amount]) => h('tr', { key: kind }, h('th', { scope: 'row' }, h('span', { class: 'swatch share ' + kind }), words),
        h('td', null, plain(energy(amount))), h('td', { class: 'soft' }, percent(amount, node.measuredMicrojoules)))),
      h('tr', { class: 'sum' }, h('th', { scope: 'row' }, many ? 'Measured on its nodes' : 'Measured on its node'), h('td', null, plain(energy(node.measuredMicrojoules))), h('td', { class: 'soft' }, '')))),
    many && h('ul', { class: 'per-node' }, node.nodes.slice(0, NODES_SHOWN).map((share) => h('li', { key: share.node }, h('a', { href: nodeHref(share.node) }, share.node), h('span', { class: 'soft' }, `${plain(energy(share.measuredMicrojoules))}, ${percent(share.unattributedMicrojoules, share.measuredMicrojoules)} nobody's`)))),
    h('p', { class: 'note' }, qualityTag(account.byQuality, sentence(account), `This run ${relative(account)}`)));
}

export function booksPanel({ booksBalance: good, books }) {
  const failed = (books ?? []).filter((line) => !line.balances);
  const passed = (books ?? []).filter((line) => line.balances);
  return panel('Books', { id: 'p-books' },
    h('p', { class: 'lead' }, good === undefined ? absent('the books have not been closed yet', 'books') : h('strong', { class: good ? 'good' : 'bad', 'data-field': 'books', 'data-raw': String(good) }, good ? 'They balance.' : 'They do not balance.'),
      ' ', good === false ? 'Do not rely on this total before the failed check is explained.' : 'Every sum on this page is checked against its parts, to the microjoule.'),
    checks(failed),
    passed.length > 0 && h('details', { class: 'more' }, h('summary', null, `${passed.length} ${passed.length === 1 ? 'check' : 'checks'} passed`), checks(passed)));
}

const checks = (lines) => lines.length > 0 && h('ul', { class: 'checks' }, lines.map((line) => h('li', { key: line.check, class: line.balances ? 'good' : 'bad' },
  h('span', { class: 'check', 'aria-hidden': 'true' }, line.balances ? '✓' : '✕'),
  h('div', null, h('span', null, line.check, h('span', { class: 'unseen' }, line.balances ? ': balances' : ': does not balance')), h('span', { class: 'detail' }, line.detail)))));

/** Every device that measured something of this run, also those that are not in its total. */
export function devicesPanel(report, store, series, ui) {
  const devices = report.energy?.byDevice ?? [];
  if (devices.length === 0) return null;
  const now = new Map(series.now().devices.map((d) => [`${d.node} ${d.device}`, d]));
  const many = new Set(devices.map((d) => d.node)).size > 1;
  const live = report.run.state === 'running';
  const ordered = [...devices].sort((a, b) => Number(b.inTotal) - Number(a.inTotal) || b.microjoules - a.microjoules);
  const { shown, pager } = pageOf(ordered, ui, DEVICES_SHOWN, 'devices', 'devices');
  return panel('Devices', { id: 'p-devices', className: 'wide' }, h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'p-devices' }, h('table', { class: 'grid numbers' },
    h('thead', null, h('tr', null, ['Device', 'Component', many && 'Node', live && 'Power now', 'Energy', 'Quality', 'In total'].filter(Boolean).map((word) => h('th', { key: word, scope: 'col', class: ['Power now', 'Energy'].includes(word) ? 'n' : null }, word)))),
    h('tbody', null, shown.map((d) => h('tr', { key: `${d.node} ${d.device} ${d.quality}`, class: d.inTotal ? '' : 'outside' },
      h('th', { scope: 'row' }, d.device), h('td', null, named(d.component)), many && h('td', null, d.node),
      live && h('td', { class: 'n' }, devicePower(d, now, store, series)),
      h('td', { class: 'n' }, plain(energy(d.microjoules))),
      h('td', null, qualityTag({ [d.quality]: 1 }), d.errorPpm !== undefined && h('span', { class: 'soft' }, ` ± ${fixed(d.errorPpm / 1e4, d.errorPpm < 1e5 ? 1 : 0)} %`)),
      h('td', null, inTotal(d, store))))))), pager, couldBeBetter(devices, store));
}

/** What its nodes cannot measure, one step away. */
function couldBeBetter(devices, store) {
  const count = (node) => store.nodes.get(node)?.findings?.length ?? store.nodes.get(node)?.findingCount ?? 0;
  const nodes = [...new Set(devices.map((d) => d.node))].filter((node) => count(node) > 0);
  return nodes.slice(0, NODES_SHOWN).map((node) => {
    const length = count(node);
    return h('p', { key: node, class: 'note' }, `${length} ${length === 1 ? 'thing' : 'things'} could be measured better on `, h('a', { href: nodeHref(node) }, node), '.');
  });
}

function devicePower(d, now, store, series) {
  const key = `${d.node} ${d.device}`;
  const behind = (series.lastTo - (series.seen.get(key) ?? 0)) / 1e6;
  if (behind > 5) return h('span', { class: 'warn' }, series.seen.has(key) ? `no reading for ${duration(behind)}` : 'no reading lately');
  if (store.stale('run/' + d.run)) return absent('the newest sample is old');
  return now.has(key) ? plain(power(now.get(key).milliwatts)) : absent('no reading in the newest sample');
}

function inTotal(d, store) {
  const facts = store.nodes.get(d.node)?.devices?.find((other) => other.device === d.device);
  return h('span', { class: d.inTotal ? '' : 'soft', hint: facts?.inTotalReason }, d.inTotal ? 'yes' : 'no', facts?.inTotalReason && !d.inTotal && `: ${facts.inTotalReason}`);
}
