/** One alert: what, since when, what it cost so far, what the rule saw, and the one thing to do. */
import { h } from './dom.js';
import { when } from './parts.js';
import { alertHref, subjectHref } from './address.js';
import { clock, duration, energy, mass, moment, plain } from './units.js';
import { sentence } from './quality.js';

const BEFORE_MILLIS = 180_000;

/** `link` names its subject, for lists over several; `silence` is the one that keeps it quiet. */
export function alertCard(alert, store, { link, silence } = {}) {
  const done = Boolean(alert.resolved);
  return h('article', { key: alert.fingerprint, class: `alert ${done ? 'resolved' : silence ? 'silenced' : alert.severity}`, 'data-row': '', 'data-alert': alert.fingerprint },
    h('div', { class: 'alert-mark' }, severityMark(alert, done)),
    h('div', { class: 'alert-body' },
      h('p', { class: 'alert-title' }, h('a', { class: 'row-link', href: alertHref(alert.fingerprint) }, alert.summary)),
      alert.remedy && h('p', { class: 'alert-remedy' }, h('strong', null, done ? 'What was to do ' : 'What to do '), alert.remedy),
      h('p', { class: 'alert-facts' },
        h('span', { class: 'alert-rule' }, alert.rule),
        link && [apart(), subjectLink(alert.subject, store)],
        apart(), timing(alert, store),
        silence && [apart(), silenceWords(silence)]),
      evidence(alert, 3)),
    wasteColumn(alert, store));
}

const apart = () => h('span', { class: 'apart' });

/** When it began, how long it has lasted or when it was over. */
export function timing(alert, store) {
  const since = Date.parse(alert.since);
  if (alert.resolved) return ['lasted ', duration((Date.parse(alert.resolved) - since) / 1000), ', resolved ', when(alert.resolved, store)];
  return ['since ', h('time', { datetime: alert.since, hint: moment(since) }, sameDay(since, store.now) ? clock(since) : moment(since)), `, for ${duration((store.now - since) / 1000)}`];
}

const sameDay = (a, b) => new Date(a).toDateString() === new Date(b).toDateString();

export const silenceWords = ({ author, comment, until }) => h('span', { hint: [comment, `until ${moment(Date.parse(until))}`].filter(Boolean).join('\n') }, `silenced${author ? ` by ${author}` : ''} until ${clock(Date.parse(until))}`);

/** What the rule saw, as pairs; `most` of them. */
export function evidence(alert, most = Infinity) {
  const lines = Object.entries(alert.evidence ?? {});
  if (lines.length === 0) return null;
  return [h('dl', { class: 'evidence' }, lines.slice(0, most).map(([key, value]) =>
    h('div', { key, dir: 'auto' }, h('dt', null, words(key)), h('dd', null, value)))),
  lines.length > most && h('p', { class: 'note' }, `and ${lines.length - most} more`)];
}

/** "lossGivenUpAtMost" as it is read. */
const words = (key) => key.replace(/([a-z0-9])(?=[A-Z])|([a-z])(?=[0-9])/g, '$& ').toLowerCase();

function severityMark(alert, done) {
  const path = done ? 'M4.500 8.500 7 11l4.500-6' : 'M8 4.200v4.600M8 11.600v.2';
  return [h('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, h('circle', { cx: 8, cy: 8, r: 7.2 }), h('path', { d: path })),
    h('span', { class: 'unseen' }, done ? 'resolved' : alert.severity)];
}

function wasteColumn(alert, store) {
  if (!(alert.wastedMicrojoules > 0)) return null;
  return h('div', { class: 'alert-waste', hint: wasteHint(alert, store) },
    h('span', { class: 'alert-waste-energy', 'data-field': 'wasted', 'data-raw': alert.wastedMicrojoules }, quantity(energy(alert.wastedMicrojoules))),
    alert.wastedGramsCo2 > 0 && h('span', null, quantity(mass(alert.wastedGramsCo2)), ' CO', h('sub', null, '2'), 'e'),
    h('span', { class: 'soft' }, alert.resolved ? 'wasted' : 'wasted so far'));
}

const quantity = ({ text, unit }) => [h('span', { class: 'digits' }, text), ' ', h('span', { class: 'unit' }, unit)];

/** Which energy it is part of, with its quality and band. */
export function wasteHint({ subject }, store) {
  const account = (subject.startsWith('run/') ? store.runs.get(subject.slice(4)) : store.nodes.get(subject.slice(5)))?.energy;
  return account ? `Part of the energy of its subject: ${sentence(account)}` : 'The quality of this energy is not known here.';
}

export const wasteWords = (alert) => [plain(energy(alert.wastedMicrojoules)), alert.wastedGramsCo2 > 0 && `${plain(mass(alert.wastedGramsCo2))} CO\u2082e`].filter(Boolean).join(', ');

/** The run by name and id, for names repeat, or the node; with `around`, shown at the time of the alert. */
export function subjectLink(subject, store, around) {
  const href = subjectHref(subject, around);
  const name = subjectName(subject, store);
  const id = subject.startsWith('run/') ? subject.slice('run/'.length) : name;
  return [href ? h('a', { href, dir: 'auto' }, name) : name, id !== name && h('span', { class: 'soft' }, ` ${id}`)];
}

export function subjectName(subject, store) {
  const [kind, ...rest] = subject.split('/');
  return kind === 'run' ? store.runs.get(rest[0])?.run.name || rest[0] : rest.join('/');
}

/** The stretch of time in which an alert can be seen to happen, with some of the time before it. */
export function stretchOf(alert, now) {
  const since = Date.parse(alert.since);
  const end = alert.resolved ? Date.parse(alert.resolved) : now;
  return { from: since - Math.max(BEFORE_MILLIS, (end - since) / 4), to: end + (alert.resolved ? BEFORE_MILLIS / 3 : 0) };
}
