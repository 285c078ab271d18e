/** What is wrong now, what is kept quiet, and what was; and one alert alone with all it knows. */
import { h } from './dom.js';
import { back, empty, filterBox, panel, waiting } from './parts.js';
import { alertCard, evidence, silenceWords, stretchOf, subjectLink, subjectName, timing, wasteHint, wasteWords } from './alertcard.js';
import { address, rangeBetween, rangeOf } from './address.js';
import { byComponent, choice, powerChart, rangeChoice } from './charts.js';
import { docsHref, docsSection } from './docs.js';
import { silenceForm, silenceList } from './silence.js';
import { energy, mass, plain } from './units.js';
import { pageOf } from './paging.js';

const SHOWN = 50;

export function alertsView(store, ui) {
  if (!store.ready) return waiting('Alerts');
  const silenced = store.silenced();
  const firing = store.firing();
  const lists = {
    firing: firing.filter((alert) => !silenced.has(alert.fingerprint)),
    silenced: firing.filter((alert) => silenced.has(alert.fingerprint)),
    resolved: store.resolved(),
  };
  const state = Object.hasOwn(lists, ui.chosen.state ?? '') ? ui.chosen.state : 'firing';
  const found = lists[state].filter((alert) => matches(alert, ui.chosen.find, store));
  const { shown, pager } = pageOf(found, ui, SHOWN, 'alerts');
  const silences = state === 'silenced' && silenceList(store, ui);
  return [
    h('div', { class: 'title-line' }, h('h1', { tabindex: -1 }, 'Alerts'),
      choice('Alerts that are', Object.entries(lists).map(([name, list]) => [name, `${name[0].toUpperCase()}${name.slice(1)} ${list.length}`]), state, (chosen) => ui.choose({ state: chosen === 'firing' ? '' : chosen, page: '' })),
      lists[state].length > 1 && filterBox('Filter by rule, run or words', ui)),
    state !== 'resolved' && cost(lists[state]),
    state === 'silenced' && [
      silences && panel('Silences', { id: 'a-silences' }, silences),
      panel('Silence by rule, run or label', { id: 'a-silence' }, h('p', { class: 'note' }, 'Nobody is told of what fits all that is given. It stays on this page.'), silenceForm(store, ui))],
    h('section', { class: 'alerts', 'aria-label': state }, shown.length === 0 ? nothing(state, lists, ui) : shown.map((alert) => alertCard(alert, store, { link: true, silence: silenced.get(alert.fingerprint) }))),
    pager,
  ];
}

function matches(alert, find, store) {
  if (!find) return true;
  const text = [alert.rule, alert.summary, alert.severity, alert.subject, subjectName(alert.subject, store)].join(' ').toLowerCase();
  return find.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function cost(list) {
  const total = list.reduce((sum, alert) => sum + alert.wastedMicrojoules, 0);
  if (!(total > 0) || list.length < 2) return null;
  const grams = list.reduce((sum, alert) => sum + alert.wastedGramsCo2, 0);
  return h('p', { class: 'lead' }, h('strong', null, plain(energy(total))), grams > 0 && [' and ', h('strong', null, plain(mass(grams)), ' CO\u2082e')],
    ` wasted so far by what is listed. Where two alerts tell of the same time, its energy is in both.`);
}

function nothing(state, lists, ui) {
  if (ui.chosen.find) return h('p', { class: 'nothing' }, 'No alert matches. ', h('a', { href: address('alerts', [], { state: ui.chosen.state }) }, 'Show all'));
  if (state === 'silenced') return empty('No alert is silenced now.', 'To be told nothing of one alert for a while, open it; of more, say which above.');
  if (state === 'resolved') return empty('Nothing was wrong in the last seven days.', 'Alerts stand here for a week after they are over.');
  return empty('Nothing is wrong.', ['Rules watch every run and node all the time. ', h('a', { href: docsHref('docs/reference/alerts.md') }, 'What they look for'),
    lists.silenced.length > 0 && `. ${lists.silenced.length} ${lists.silenced.length === 1 ? 'is' : 'are'} silenced.`]);
}

/** One alert. */
export function alertView(store, ui, [fingerprint]) {
  const up = back('#/alerts', 'Alerts');
  const alert = store.alerts.get(fingerprint);
  if (!store.ready) return waiting('Alert');
  if (!alert) return [up, empty('This alert is not kept any more.', 'Alerts are removed seven days after they are over.', true)];
  const silence = store.silenced().get(fingerprint);
  const done = Boolean(alert.resolved);
  const around = rangeBetween(...Object.values(stretchOf(alert, store.now)).map(Math.round));
  return [
    h('div', { class: 'head' }, up, h('div', { class: 'head-line' }, h('h1', { tabindex: -1, class: 'sentence-title' }, alert.summary)),
      h('p', { class: 'facts' }, h('span', { class: `badge ${done ? '' : alert.severity}` }, done ? 'resolved' : silence ? 'silenced' : alert.severity),
        h('span', null, alert.rule), h('span', null, subjectLink(alert.subject, store, around)), h('span', null, timing(alert, store)), silence && h('span', null, silenceWords(silence)))),
    h('div', { class: 'pair even' },
      panel(done ? 'What was to do' : 'What to do', { id: 'a-do' }, h('p', { class: 'remedy' }, alert.remedy),
        h('p', { class: 'note' }, done ? 'Wasted while it fired: ' : 'Wasted so far: ', h('strong', { hint: wasteHint(alert, store) }, alert.wastedMicrojoules > 0 ? wasteWords(alert) : 'nothing, or it is not known'), '.')),
      panel('What the rule saw', { id: 'a-saw' }, evidence(alert) ?? h('p', { class: 'nothing' }, 'It says nothing more than its summary.'))),
    !done && (silence
      ? panel('Silenced', { id: 'a-quiet' }, h('p', { dir: 'auto' }, silenceWords(silence), silence.comment && `: ${silence.comment}`), h('p', null, h('a', { href: '#/alerts?state=silenced' }, 'All silences, and how to end one')))
      : panel('Be told nothing of it for a while', { id: 'a-quiet' }, silenceForm(store, ui, alert),
        h('p', { class: 'note' }, 'The same from a terminal: ', h('code', null, `trainwatt alerts silence ${alert.fingerprint} --for 1h`)))),
    alert.subject.startsWith('run/') || alert.subject.startsWith('node/') ? powerThen(alert, store, ui, around) : null,
    panel('Explained', { id: 'a-means', aside: h('a', { href: docsHref(alert.docs) }, 'All alerts') }, docsSection(store, alert.docs)),
  ];
}

function powerThen(alert, store, ui, around) {
  const series = store.watch(alert.subject);
  const then = { ...ui, chosen: rangeOf(ui.chosen) ? ui.chosen : around };
  const chart = panel('Power then', { id: 'a-power', aside: rangeChoice(series, then) },
    powerChart(series, then, { ...byComponent, heading: 'Mean' }));
  ui.drawn = then.drawn;
  return chart;
}
