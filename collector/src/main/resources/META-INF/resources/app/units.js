/** Numbers to words: three significant digits, a unit that fits, never a number where none is known. */
const THIN = '\u202f';
const ENERGY = [['µJ', 1], ['mJ', 1e3], ['J', 1e6], ['Wh', 3.6e9, 0.1], ['kWh', 3.6e12], ['MWh', 3.6e15]];
const POWER = [['µW', 1e-3], ['mW', 1], ['W', 1e3], ['kW', 1e6], ['MW', 1e9]];
const MASS = [['µg', 1e-6], ['mg', 1e-3], ['g', 1], ['kg', 1e3], ['t', 1e6]];
const EACH = [['pJ', 1e-12], ['nJ', 1e-9], ['µJ', 1e-6], ['mJ', 1e-3], ['J', 1], ['kJ', 1e3], ['MJ', 1e6]];
const VOLUME = [['µl', 1e-6], ['ml', 1e-3], ['l', 1], ['m³', 1e3]];
const BYTES = [['B', 1], ['KiB', 2 ** 10], ['MiB', 2 ** 20], ['GiB', 2 ** 30], ['TiB', 2 ** 40]];

/**
 * A number in a unit: `text` is its digits, `places` its decimals, `size` what one of the unit is in the base unit.
 * A rung is the unit, its size, and from how many of it on it is used: Wh from 0.1, for 360 J is as long as 0.100 Wh.
 */
function scaled(amount, ladder, zeroUnit) {
  const rung = ladder.findLast(([, size, least = 1]) => Math.abs(amount) >= size * least * 0.9995) ?? ladder[0];
  const [unit, size] = amount === 0 ? ladder.find(([name]) => name === zeroUnit) : rung;
  const places = decimals(amount / size);
  return { text: fixed(amount / size, places), unit, size, places };
}

function decimals(value) {
  const size = Math.abs(value);
  if (size === 0 || size >= 99.95) return 0;
  if (size >= 9.995) return 1;
  if (size >= 0.9995) return 2;
  return Math.min(6, 2 - Math.floor(Math.log10(size)));
}

/** A number without a unit, by three digits that count. */
export const digits = (value) => fixed(value, decimals(value));

/** Digits with this many decimals, thousands set apart. */
export function fixed(value, places) {
  const [whole, rest] = Math.abs(value).toFixed(places).split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole;
  return (value < 0 ? '−' : '') + grouped + (rest ? '.' + rest : '');
}

/** Microjoules. */
export const energy = (microjoules) => scaled(microjoules, ENERGY, 'J');
/** Milliwatts. */
export const power = (milliwatts) => scaled(milliwatts, POWER, 'W');
/** Grams. */
export const mass = (grams) => scaled(grams, MASS, 'g');
/** Joules for one of something. */
export const each = (joules) => scaled(joules, EACH, 'J');
/** Litres of water. */
export const water = (liters) => scaled(liters, VOLUME, 'l');
export const bytes = (count) => scaled(count, BYTES, 'B');

/** A quantity as plain text. */
export const plain = ({ text, unit }) => text + '\u00a0' + unit;

/** An amount of money: cents, and more digits below a unit. */
export function money(amount, currency) {
  const size = Math.abs(amount);
  const places = size === 0 || size >= 1 ? 2 : Math.min(6, Math.max(2, 2 - Math.floor(Math.log10(size))));
  return { text: fixed(amount, places), unit: currency, size: 1, places };
}

/** Low to high, both in the unit and with the decimals of what stands beside: "1.2 to 3.4 kWh". */
export const between = ({ low, high }, beside) => `${band(low, beside)} to ${band(high, beside)}\u00a0${beside.unit}`;

/** The band beside a number, in its unit and with its decimals: "0.09", or "< 0.01" where it would round away. */
export function band(amount = 0, beside) {
  const value = Math.abs(amount) / beside.size;
  const least = 10 ** -beside.places;
  if (value !== 0 && value < least / 2) return '<' + THIN + fixed(least, beside.places);
  return fixed(value, beside.places);
}

/** A part beside its whole: in the unit of the whole and with its decimals, so that they can be compared and added. */
export const partOf = (amount, whole) => ({ text: band(amount, whole), unit: whole.unit });

/** A share of a whole; the ends are kept for what is really none or all. */
export function percent(part, whole) {
  if (!(whole > 0)) return '0' + THIN + '%';
  const share = (100 * part) / whole;
  if (share > 0 && share < 0.1) return '<' + THIN + '0.1' + THIN + '%';
  if (share < 100 && share > 99.5) return '>' + THIN + '99' + THIN + '%';
  return fixed(share, share > 0 && share < 1 ? 1 : 0) + THIN + '%';
}

/** A count: whole up to five digits, then 1.98 M. */
export function count(value) {
  if (Math.abs(value) < 1e5) return fixed(value, Number.isInteger(value) ? 0 : 1);
  const [unit, size] = [['M', 1e6], ['G', 1e9], ['T', 1e12]].findLast(([, step]) => value >= step) ?? ['k', 1e3];
  return fixed(value / size, decimals(value / size)) + THIN + unit;
}

/** A loss: a number, or one of the words the wire uses for what is no number. */
export function loss(value) {
  if (typeof value === 'string') return value === 'Infinity' ? '∞' : value === '-Infinity' ? '−∞' : value;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(2);
  return fixed(value, size >= 100 ? 1 : size >= 1 ? 3 : 4);
}

/** Seconds as a person says them, two units at most. */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return s + '\u00a0s';
  if (s < 3600) return pair(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 86400) return pair(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return pair(Math.floor(s / 86400), 'd', Math.floor((s % 86400) / 3600), 'h');
}

const pair = (a, big, b, small) => `${a}\u00a0${big}` + (b ? `\u00a0${b}\u00a0${small}` : '');

/** Seconds ago, roughly. */
export function ago(seconds) {
  if (seconds < 1.5) return 'just now';
  if (seconds < 60) return `${Math.round(seconds)}\u00a0s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)}\u00a0min ago`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)}\u00a0h ago`;
  return `${Math.round(seconds / 86400)}\u00a0days ago`;
}

const two = (n) => String(n).padStart(2, '0');

/** Time of day, here. */
export function clock(millis) {
  const d = new Date(millis);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** Date and time of day, here, with the offset said. */
export function moment(millis) {
  const d = new Date(millis);
  const offset = -d.getTimezoneOffset();
  const zone = offset === 0 ? 'UTC' : `UTC${offset < 0 ? '−' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clock(millis)} ${zone}`;
}
