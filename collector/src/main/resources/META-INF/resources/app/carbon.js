/** What the energy meant: CO2 by every method that is known, money, water. None is netted against another. */
import { h } from './dom.js';
import { absent, co2e, panel, scrolling } from './parts.js';
import { docsHref } from './docs.js';
import { band, energy, fixed, mass, moment, money, percent, plain, water } from './units.js';
import { relative, tag } from './quality.js';

const METHODS = {
  'location-based': ['Location-based', 'The grid where the nodes stand (GHG Protocol Scope 2).'],
  'market-based': ['Market-based', 'By contracts and certificates; what they do not cover meets the residual mix (GHG Protocol Scope 2).'],
  'market-based-hourly': ['Market-based, hourly', 'As market-based, with only what was generated in the same hour.'],
  marginal: ['Marginal', 'What one more kilowatt-hour would have emitted: to decide when to run, never for accounts.'],
  embodied: ['Embodied', 'Making the hardware, by the time that was reserved of its life (SCI). Not part of scope 2.'],
};

export function carbonPanel(report) {
  const figures = report.co2 ?? [];
  const aside = h('a', { href: docsHref('docs/concepts/carbon.md') }, 'What each means');
  if (figures.length === 0) return panel([co2e(), ', money and water'], { id: 'p-co2', aside }, h('p', { class: 'nothing' }, 'No energy has met a grid factor yet.'));
  return panel([co2e(), ', money and water'], { id: 'p-co2', aside },
    scrolling('p-co2', ['Method', { n: co2e() }, { n: 'Mean factor' }, 'Met by'], figures.map((figure) => row(figure, report)), 'numbers'),
    h('dl', { class: 'columns apart-above' }, moneyOf(report), waterOf(report), pueOf(figures)),
    restatedNote(report.restated),
    h('p', { class: 'note' }, `± is the band of the energy behind it: ${relative(report.energy)}, ${tag(report.energy.byQuality)}. Providers publish no error of their factors, so none is in it.`));
}

function row(figure, report) {
  const [words, hint] = METHODS[figure.method] ?? [figure.method, ''];
  const shown = mass(figure.grams);
  const factors = figure.factors ?? [];
  const met = factors.reduce((sum, factor) => sum + factor.microjoules, 0);
  const total = report.energy.totalMicrojoules;
  return h('tr', { key: figure.method },
    h('th', { scope: 'row', hint }, words, h('span', { class: 'detail' }, hint)),
    h('td', { class: 'n' }, h('span', { class: 'strong', 'data-field': `co2-${figure.method}`, 'data-raw': figure.grams }, plain(shown)), figure.method !== 'embodied' && h('span', { class: 'detail' }, `± ${band(figure.plusMinusGrams ?? 0, shown)}`)),
    h('td', { class: 'n' }, met > 0 ? [`${factorText(mean(factors, met))} g/kWh`, met < total * 0.999 && h('span', { class: 'detail' }, `of ${percent(met, total)} of the energy`)] : figure.method === 'embodied' ? '' : absent('no energy has met a factor')),
    h('td', { class: 'prose' }, factors.length > 0 ? sources(factors, met) : (figure.embodied ?? []).map(hardware)));
}

const factorText = (grams) => fixed(grams, grams < 100 ? 1 : 0);

function mean(factors, met) {
  return factors.reduce((sum, factor) => sum + factor.gramsPerKilowattHour * factor.microjoules, 0) / met;
}

function sources(factors, met) {
  return h('ul', { class: 'sources' }, factors.map((factor, i) => h('li', { key: i },
    factors.length > 1 && h('span', { class: 'strong' }, `${percent(factor.microjoules, met)} `),
    factors.length > 1 && `${factorText(factor.gramsPerKilowattHour)} g/kWh, `,
    factor.zoneName && factor.zoneName !== factor.zone ? `${factor.zoneName} (${factor.zone})` : factor.zone,
    flag(factor.assumed, 'assumed', 'Nobody configured the zone or a factor for it, so a stated default is used. Set node.zone in the agent’s configuration to use your own grid.'),
    flag(factor.estimatedMicrojoules > 0, `${percent(factor.estimatedMicrojoules, factor.microjoules)} estimated`, 'Met by estimates, or by the last known value carried on.'),
    h('span', { class: 'detail' }, [factor.kind?.replace('-', ' '), factor.basis, factor.source].filter(Boolean).join(', ')))));
}

const flag = (on, words, hint) => on && h('span', { class: 'flag', hint }, words);

function hardware(share) {
  return h('div', { key: share.node }, `${plain(mass(share.grams))} to make, over ${fixed(share.lifetimeYears, 0)} years`, flag(share.assumed, 'assumed', 'From a table; the agent’s settings node.embodied say better.'),
    h('span', { class: 'detail' }, `${share.node}: ${share.source}`));
}

function moneyOf({ cost }) {
  if (!cost?.length) return fact('Money', absent('no price is known: set node.tariff, or tariffs in the grid file'));
  return cost.map((figure) => {
    const shown = money(figure.amount, figure.currency);
    const prices = figure.prices.map((price) => `${fixed(price.pricePerKilowattHour, 3)} ${figure.currency}/kWh, ${price.source}: ${plain(energy(price.microjoules))}`).join('\n');
    return fact(`Money, ${figure.currency}`, h('span', { hint: prices, 'data-field': 'money', 'data-raw': figure.amount }, plain(shown)), h('span', { class: 'soft' }, ` ± ${band(figure.plusMinusAmount, shown)}`));
  });
}

function waterOf({ water: used }) {
  if (!used) return fact('Water', absent('node.wue is not set'));
  const shown = water(used.liters);
  return fact('Water', plain(shown), h('span', { class: 'soft' }, ` ± ${band(used.plusMinusLiters, shown)}`));
}

function pueOf(figures) {
  const factors = figures.find((figure) => figure.method === 'location-based')?.factors ?? [];
  const values = [...new Set(factors.map((factor) => fixed(factor.pue, 2)))];
  if (values.length === 0) return null;
  return fact('PUE', values.join(', '), flag(factors.some((factor) => factor.pueAssumed), 'assumed', 'No PUE is set for the node, so the energy of cooling and supply is in no figure.'));
}

const fact = (name, ...kids) => h('div', { key: name }, h('dt', null, name), h('dd', null, kids));

function restatedNote(restated) {
  if (!restated) return null;
  return h('p', { class: 'note' }, h('strong', null, 'Restated. '), `${plain(energy(restated.microjoules))} since ${moment(Date.parse(restated.since))} met factors that were corrected, the newest published ${moment(Date.parse(restated.publishedAt))}.`);
}
