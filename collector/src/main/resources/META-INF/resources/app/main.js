/** Wires the page: the store, the connection, the address to a view, and when to draw. */
import { h, patch } from './dom.js';
import { Live } from './live.js';
import { Store } from './store.js';
import { startTips } from './tip.js';
import { lookAt, startSight } from './sight.js';
import { runsView } from './runs.js';
import { runView } from './run.js';
import { nodesView } from './nodes.js';
import { nodeView } from './node.js';
import { alertsView, alertView } from './alerts.js';
import { compareView } from './compare.js';
import { docsView } from './docs.js';
import { doctorView } from './doctor.js';
import { address, parse } from './address.js';
import { showKeys, startKeys } from './keys.js';
import { themeNow } from './chart.js';
import { clock, duration, plain, power } from './units.js';

const DRAW_EVERY_MILLIS = 200;
const DRAW_AT_LEAST_EVERY_MILLIS = 2000;
/** The share of the main thread that drawing by itself may take; what the reader does is drawn at once. */
const DRAW_SHARE = 0.15;
const THEME = 'trainwatt-theme';
const ROUTES = { '': runsView, run: runView, nodes: nodesView, node: nodeView, alerts: alertsView, alert: alertView, compare: compareView, doctor: doctorView, docs: docsView };

const store = new Store(() => drawSoon());
const live = new Live(store);
const places = new Map();
let place = null;
let drawnAt = 0;
let drawCost = 0;
let timer = 0;
let whole = false;

/** Each place keeps where it was scrolled to; what was chosen on it is in its address. */
function go(first) {
  if (place) place.scroll = window.scrollY;
  const { kind, path, chosen } = parse(location.hash);
  const key = [kind, ...path].join('/');
  const known = Object.hasOwn(ROUTES, kind);
  place = places.get(key) ?? { ui: { choose }, scroll: 0 };
  places.set(key, place);
  place.ui.chosen = chosen;
  Object.assign(place, { key, kind: known ? kind : '', path: known ? path : [] });
  draw();
  window.scrollTo(0, place.scroll);
  if (!first) (document.querySelector('#main h1') ?? document.getElementById('main')).focus({ preventScroll: true });
}

/** Chooses something on the place that is shown. Its address says so at once, without a step in the history. */
function choose(changes) {
  Object.assign(place.ui.chosen, changes);
  history.replaceState(null, '', address(place.kind, place.path, place.ui.chosen));
  clearTimeout(timer);
  timer = setTimeout(draw);
}

// What came since the last draw is drawn in one go, the seldomer the dearer that is here.
function drawSoon() {
  if (store.ready && !whole) {
    // The first time that there is something to see.
    whole = true;
    clearTimeout(timer);
    timer = setTimeout(draw);
  }
  if (timer) return;
  const every = document.hidden ? DRAW_AT_LEAST_EVERY_MILLIS : Math.min(DRAW_AT_LEAST_EVERY_MILLIS, Math.max(DRAW_EVERY_MILLIS, drawCost / DRAW_SHARE));
  timer = setTimeout(draw, Math.max(0, drawnAt + every - performance.now()));
}

/** What a draw costs: its own time, and that of style, layout and paint in the frame after it. */
function noteCost(began) {
  const script = performance.now() - began;
  requestAnimationFrame(() => {
    const frame = performance.now();
    setTimeout(() => {
      const cost = script + performance.now() - frame;
      drawCost += (cost - drawCost) / (cost > drawCost ? 4 : 2);
    });
  });
}

function draw() {
  clearTimeout(timer);
  timer = 0;
  drawnAt = performance.now();
  store.wanted = new Set();
  patch(document.getElementById('top'), header());
  patch(document.getElementById('main'), h('div', { key: place.key, class: 'view ' + (place.kind || 'runs') + '-view' }, lostBanner() ?? troubleBanner(), ROUTES[place.kind](store, place.ui, place.path)));
  patch(document.getElementById('foot'), footer());
  lookAt(document.querySelectorAll('#main tr[data-row]'));
  live.watch(store.wanted);
  document.documentElement.dataset.connection = store.connection.state;
  document.title = title();
  speakAlerts();
  noteCost(drawnAt);
}

function header() {
  const firing = store.firing();
  const link = (kind, href, words, ...more) => h('a', { key: kind, href, 'aria-current': isUnder(kind) ? 'page' : null }, words, more);
  return h('div', { class: 'top-in' },
    h('a', { class: 'brand', href: '#/', 'aria-label': 'Trainwatt, all runs' }, mark(), h('span', null, 'Trainwatt')),
    h('nav', { 'aria-label': 'Views' }, link('runs', '#/', 'Runs'), link('compare', '#/compare', 'Compare'), link('nodes', '#/nodes', 'Nodes'),
      link('alerts', '#/alerts', 'Alerts', firing.length > 0 && h('span', { class: `badge ${firing[0].severity}` }, String(firing.length), h('span', { class: 'unseen' }, ' firing'))), link('doctor', '#/doctor', 'Doctor')),
    h('div', { class: 'top-end' }, pulse(), h('button', { type: 'button', class: 'icon keys-button', onclick: showKeys, 'aria-label': 'Keys', 'aria-haspopup': 'dialog', hint: 'Keys  ?' }, h('span', { 'aria-hidden': 'true' }, '?')),
      h('button', { type: 'button', class: 'icon', onclick: toggleTheme, 'aria-label': themeNow() === 'dark' ? 'Use the light theme' : 'Use the dark theme', hint: themeNow() === 'dark' ? 'Light theme' : 'Dark theme' }, themeIcon())));
}

function isUnder(kind) {
  return { runs: ['', 'run'], nodes: ['nodes', 'node'], compare: ['compare'], alerts: ['alerts', 'alert'], doctor: ['doctor'] }[kind].includes(place.kind);
}

function mark() {
  return h('svg', { viewBox: '0 0 32 32', width: 24, height: 24, 'aria-hidden': 'true', class: 'mark' },
    h('rect', { width: 32, height: 32, rx: 8 }), h('path', { d: 'M5 17h5l3-8 5 15 3.500-10 1.500 3h4' }));
}

function themeIcon() {
  return h('svg', { viewBox: '0 0 20 20', width: 20, height: 20, 'aria-hidden': 'true' },
    h('circle', { cx: 10, cy: 10, r: 6.5 }), h('path', { d: 'M10 3.500a6.500 6.500 0 0 1 0 13z' }));
}

/** Whether the numbers move: live, silent or lost. */
function pulse() {
  const { state } = store.connection;
  const newest = [...store.nodes.keys()].map((node) => store.age('node/' + node)).filter((age) => age !== undefined);
  const age = newest.length ? Math.min(...newest) : undefined;
  if (state === 'lost') return h('span', { class: 'pulse lost' }, h('span', { class: 'dot' }), 'Connection lost');
  if (state === 'connecting' || !store.ready) return h('span', { class: 'pulse' }, h('span', { class: 'dot' }), 'Connecting');
  if (age === undefined) return h('span', { class: 'pulse', hint: 'Connected; no node has sent a sample yet.' }, h('span', { class: 'dot' }), 'No samples');
  if (age > 5) return h('span', { class: 'pulse silent', hint: 'Connected, but no node sends samples.' }, h('span', { class: 'dot' }), `No sample for ${duration(age)}`);
  return h('span', { class: 'pulse live', hint: 'Connected; the newest sample is less than 5 s old.' }, h('span', { class: 'dot' }), 'Live');
}

function lostBanner() {
  const { state, since, retryAt } = store.connection;
  if (state !== 'lost') return null;
  const wait = Math.ceil((retryAt - performance.now()) / 1000);
  return h('div', { class: 'lost-banner', role: 'alert', key: 'lost' },
    h('p', null, h('strong', null, 'Connection to the collector lost. '), store.ready
      ? `What you see is as of ${clock(Date.now() - (performance.now() - since))}. It goes on where it was as soon as the collector answers.`
      : 'The page shows itself as soon as the collector answers.'),
    h('button', { type: 'button', class: 'quiet', onclick: () => live.again() }, wait > 0 ? `Try now (in ${wait} s)` : 'Trying…'));
}

/** The collector answers but does not do its work: numbers stand still, and nothing else on the page would say why. */
function troubleBanner() {
  const why = store.connection.state === 'live' && store.ready && store.trouble();
  if (!why) return null;
  return h('div', { class: 'lost-banner trouble', role: 'alert', key: 'trouble' },
    h('p', null, h('strong', null, 'The collector does not get on; numbers stand still. '), `${why[0].toUpperCase()}${why.slice(1)}.`));
}

function footer() {
  return h('div', { class: 'foot-in' },
    h('ul', { class: 'keys' },
      h('li', null, h('span', { class: 'swatch q counted' }), 'counted by hardware'), h('li', null, h('span', { class: 'swatch q integrated' }), 'integrated from a power gauge'), h('li', null, h('span', { class: 'swatch q modelled' }), 'modelled, not read')),
    h('p', null, '± is the band of twice the standard uncertainty (k = 2). — is a value that is not known.',
      store.unreadable > 0 && h('span', { class: 'warn' }, ` ${store.unreadable} events could not be read.`)));
}

function title() {
  if (place.kind !== 'run') return { nodes: 'Nodes · Trainwatt', alerts: 'Alerts · Trainwatt' }[place.kind] ?? 'Trainwatt';
  const report = store.runs.get(place.path[0]) ?? store.newestNamed(place.path[0]);
  if (!report) return 'Trainwatt';
  const now = report.powerMilliwatts === undefined ? '' : ` · ${plain(power(report.powerMilliwatts))}`;
  return `${report.run.name || report.run.id}${now} · Trainwatt`;
}

let spoken = null;

// Only alerts that begin while the page is open are read out.
function speakAlerts() {
  if (!store.ready) return;
  const firing = store.firing();
  const fresh = spoken && firing.filter((alert) => !spoken.has(alert.fingerprint));
  if (fresh?.length) document.getElementById('spoken').textContent = fresh.map((alert) => `${alert.severity}: ${alert.summary}`).join(' ');
  spoken = new Set(firing.map((alert) => alert.fingerprint));
}

function toggleTheme() {
  const chosen = themeNow() === 'dark' ? 'light' : 'dark';
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  if (chosen === system) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  try {
    if (chosen === system) localStorage.removeItem(THEME);
    else localStorage.setItem(THEME, chosen);
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
  }
  draw();
}

// The address after # is a view's, so the link past the header moves the focus itself.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});
startTips();
startSight(draw);
startKeys({ theme: toggleTheme });
go(true);
live.start();
window.addEventListener('hashchange', () => go(false));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
setInterval(() => document.hidden || drawSoon(), 1000);
