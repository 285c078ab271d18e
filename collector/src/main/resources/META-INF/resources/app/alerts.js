/** What is wrong now, and what was. */
import { h } from './dom.js';
import { alertCard } from './parts.js';

const RESOLVED_SHOWN = 50;

export function alertsView(store) {
  if (!store.ready) return [h('h1', { class: 'unseen' }, 'Alerts'), h('div', { class: 'waiting', role: 'status' }, 'Waiting for the collector…')];
  const firing = store.firing();
  const resolved = store.resolved().slice(0, RESOLVED_SHOWN);
  return [
    h('h1', { tabindex: -1 }, 'Alerts'),
    h('section', { class: 'alerts', 'aria-label': 'Firing' }, firing.length === 0 ? h('p', { class: 'nothing' }, 'Nothing is wrong.') : firing.map((alert) => alertCard(alert, store, { link: true }))),
    resolved.length > 0 && h('section', { class: 'alerts', 'aria-labelledby': 'resolved' }, h('h2', { id: 'resolved', class: 'list-title' }, 'Resolved', h('span', { class: 'tally' }, String(resolved.length))),
      resolved.map((alert) => alertCard(alert, store, { link: true }))),
  ];
}
