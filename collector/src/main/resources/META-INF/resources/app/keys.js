/** The keyboard: one letter to each view, and a list of all of them on `?`. */
import { h, patch } from './dom.js';

/** What is listed: [keys, words]. */
const LISTED = [
  ['Go to', [['g r', 'Runs'], ['g c', 'Compare'], ['g n', 'Nodes'], ['g a', 'Alerts'], ['g d', 'Doctor']]],
  ['In a list', [['j', 'next row'], ['k', 'row before'], ['Enter', 'open it'], ['/', 'filter'], ['x', 'compare it, or no longer']]],
  ['In a chart', [['← →', 'read it out, Shift for ten at a time'], ['− +', 'longer or shorter time'], ['0', 'all of the time']]],
  ['Anywhere', [['u', 'up one level'], ['t', 'light or dark'], ['?', 'these keys'], ['Esc', 'close, or leave the field']]],
];
const VIEWS = { r: '#/', c: '#/compare', n: '#/nodes', a: '#/alerts', d: '#/doctor' };
const CHORD_MILLIS = 1200;

let chordAt = -Infinity;

/** Listens; `theme` is called for `t`. */
export function startKeys({ theme }) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest('input, textarea, select')) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (press(event, theme)) event.preventDefault();
  });
}

function press({ key, target, shiftKey }, theme) {
  const chord = performance.now() - chordAt < CHORD_MILLIS;
  chordAt = -Infinity;
  if (chord && VIEWS[key]) return follow(VIEWS[key]);
  switch (key) {
    case 'g': chordAt = performance.now(); return true;
    case '?': return showKeys();
    case 't': theme(); return true;
    case 'u': return follow(document.querySelector('a.back')?.getAttribute('href'));
    case '/': return focus(document.querySelector('main input[type="search"]'));
    case 'j': return step(target, 1);
    case 'k': return step(target, -1);
    case 'x': return click(target.closest('[data-row]')?.querySelector('input[type="checkbox"]'));
    case '-': case '+': case '=': case '0': return click(document.querySelector(`main [data-key~="${key === '=' ? '+' : key}"]`));
    default: return false;
  }
}

function follow(href) {
  if (href) location.hash = href;
  return Boolean(href);
}

function focus(el) {
  el?.focus();
  el?.select?.();
  return Boolean(el);
}

function click(el) {
  el?.click();
  return Boolean(el);
}

/** From row to row of whatever the view lists; the focus goes to the row's link. */
function step(target, by) {
  const rows = [...document.querySelectorAll('main [data-row]')];
  const at = rows.indexOf(target.closest('[data-row]'));
  const row = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  return focus(row?.querySelector('a[href]'));
}

/** Opens the list; the browser's own dialog keeps the focus inside and gives it back. */
export function showKeys() {
  const dialog = document.getElementById('keys');
  if (!dialog.open) {
    patch(dialog, h('div', { class: 'keys-in' },
      h('header', null, h('h2', { id: 'keys-title' }, 'Keys'), h('button', { type: 'button', class: 'quiet', autofocus: true, onclick: () => dialog.close() }, 'Close')),
      h('div', { class: 'keys-groups' }, LISTED.map(([title, lines]) => h('section', { key: title }, h('h3', null, title),
        h('dl', null, lines.map(([keys, words]) => h('div', { key: keys }, h('dt', null, keys.split(' ').map((one) => h('kbd', { key: one }, one))), h('dd', null, words)))))))));
    dialog.showModal();
  }
  return true;
}
