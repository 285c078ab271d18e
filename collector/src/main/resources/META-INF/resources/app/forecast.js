/** What the rest of a run will take, and how sure that is. */
import { h } from './dom.js';
import { absent, co2e, panel, qualityBar, scrolling } from './parts.js';
import { docsHref } from './docs.js';
import { between, clock, duration, energy, loss, mass, moment, money, plain } from './units.js';

export function forecastPanel(report) {
  const { forecast, run } = report;
  if (run.state !== 'running') return null;
  const aside = h('a', { href: docsHref('docs/concepts/when-to-stop.md') }, 'How it is made');
  if (!forecast) return panel('Forecast', { id: 'p-forecast', aside }, h('p', { class: 'nothing' }, notYet(report)));
  const { toEnd, toTarget } = forecast;
  return panel('Forecast', { id: 'p-forecast', aside },
    toTarget && section(`To the target loss ${loss(forecast.targetLoss)}`, toTarget, report),
    section(toTarget ? 'To the planned end' : null, toEnd, report),
    lossLine(forecast));
}

function notYet({ progress }) {
  if (!progress) return 'Without progress nothing can be said. Report it with the hook, or let Trainwatt find the run’s log.';
  if (progress.plannedSteps === undefined) return 'The run has not said how many steps it plans. Tell track(planned_steps=…), or the callback of your framework does.';
  return 'It comes with the first minute of progress.';
}

function section(title, rest, report) {
  if (rest.notKnown) return h('div', { class: 'rest' }, title && h('h3', null, title), h('p', { class: 'nothing' }, `Nothing can be said: ${rest.notKnown}.`));
  const { seconds, microjoules: more } = rest;
  const used = report.energy.totalMicrojoules;
  const at = Date.parse(report.forecast.asOf);
  const whole = { low: used + more.low, middle: used + more.middle, high: used + more.high };
  const line = (words, shown, span, field, raw) => h('tr', { key: field }, h('th', { scope: 'row' }, words), h('td', { class: 'n' }, h('span', { class: 'strong', 'data-field': field, 'data-raw': raw }, shown)), h('td', { class: 'n' }, span));
  const amount = (words, figure, units, field) => figure ? line(words, plain(units(figure.middle)), between(figure, units(figure.middle)), field, figure.middle)
    : line(words, absent('no factor or price is known'), '', field);
  return h('div', { class: 'rest' }, title && h('h3', null, title), restBar(report.energy, more, whole),
    scrolling('p-forecast', [h('span', { class: 'unseen' }, 'Figure'), { n: 'Expected' }, { n: 'With 80 % between' }], [
      line('Time left', duration(seconds.middle), `${duration(seconds.low)} and ${duration(seconds.high)}`, 'forecast-seconds', seconds.middle),
      line('Ends', day(at + seconds.middle * 1000), `${day(at + seconds.low * 1000)} and ${day(at + seconds.high * 1000)}`, 'forecast-end'),
      amount('Energy still to come', more, energy, 'forecast-energy'),
      amount('Energy of the whole run', whole, energy, 'forecast-whole'),
      amount([co2e(), ' still to come, location-based'], rest.gramsCo2, mass, 'forecast-co2'),
      rest.money && amount('Money still to come', rest.money, (value) => money(value, rest.currency), 'forecast-money'),
    ].filter(Boolean), 'numbers'));
}

/** Today a time of day is enough. */
const day = (millis) => (new Date(millis).toDateString() === new Date().toDateString() ? clock(millis) : moment(millis).slice(0, 16));

/** Used so far, what is expected, and the interval around its end, to one scale. */
function restBar(account, more, whole) {
  const at = (amount) => `${(100 * amount) / (whole.high * 1.02 || 1)}%`;
  return h('div', { class: 'bandbar', role: 'img', 'aria-label': `${plain(energy(account.totalMicrojoules))} used, ${plain(energy(whole.middle))} expected at the end, with 80 % between ${between(whole, energy(whole.middle))}` },
    h('div', { class: 'track' }, h('div', { class: 'filled', style: { width: at(account.totalMicrojoules) } }, qualityBar(account.byQuality)),
      h('div', { class: 'to-come', style: { left: at(account.totalMicrojoules), width: at(more.middle) } })),
    h('div', { class: 'band', style: { left: at(whole.low), width: at(whole.high - whole.low) } }));
}

function lossLine({ finalLoss, nextPercentMicrojoules }) {
  const words = [
    finalLoss && ['Loss at the planned end ', h('strong', { 'data-field': 'forecast-loss', 'data-raw': finalLoss.middle }, loss(finalLoss.middle)), `, with 80 % between ${loss(finalLoss.low)} and ${loss(finalLoss.high)}. `],
    nextPercentMicrojoules !== undefined && ['The next 1 % of the loss costs about ', h('strong', null, plain(energy(nextPercentMicrojoules))), '.'],
  ].filter(Boolean);
  return words.length > 0 && h('p', { class: 'sentence apart-above' }, words);
}
