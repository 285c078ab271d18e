/** Where joules come from, and how sure they are: in words. */
import { band, energy, percent, fixed } from './units.js';

/** From the surest. */
export const QUALITIES = ['counted', 'integrated', 'modelled'];

const MEANING = {
  counted: 'read from a hardware energy counter',
  integrated: 'a power gauge, integrated over time',
  modelled: 'estimated from utilisation; no sensor was read',
};

export const COMPONENTS = ['cpu', 'memory', 'gpu', 'tpu', 'accelerator', 'node', 'rest', 'other'];

const COMPONENT_NAMES = {
  cpu: 'CPU', memory: 'Memory', gpu: 'GPU', tpu: 'TPU', accelerator: 'Accelerator',
  node: 'Whole node', rest: 'Rest of node', other: 'Other',
};

export const componentName = (component) => COMPONENT_NAMES[component] ?? component;
export const meaning = (quality) => `${quality}: ${MEANING[quality] ?? 'not a quality this page knows'}`;

/** The qualities that have a share, surest first, as [quality, microjoules]. */
export function shares(byQuality) {
  const known = QUALITIES.map((quality) => [quality, byQuality?.[quality] ?? 0]);
  const strange = Object.entries(byQuality ?? {}).filter(([quality]) => !QUALITIES.includes(quality));
  return [...known, ...strange].filter(([, amount]) => amount > 0);
}

/** "modelled", or "88 % counted" where it is a mixture; empty where there is nothing to judge. */
export function tag(byQuality) {
  const parts = shares(byQuality);
  if (parts.length === 0) return '';
  if (parts.length === 1) return parts[0][0];
  const whole = parts.reduce((sum, [, amount]) => sum + amount, 0);
  const [quality, amount] = parts.reduce((most, part) => (part[1] > most[1] ? part : most));
  return `${percent(amount, whole)} ${quality}`;
}

/** ", of which 1.60 counted, 0.15 integrated, 0.07 modelled" in the unit of the total beside it. */
export function split(account, shown = energy(account.totalMicrojoules)) {
  const parts = shares(account.byQuality);
  if (parts.length === 0) return '';
  if (parts.length === 1) return `all of it ${parts[0][0]}`;
  return 'of which ' + parts.map(([quality, amount]) => `${band(amount, shown)} ${quality}`).join(', ');
}

/** The whole truth about an amount of energy in one sentence. */
export function sentence(account) {
  const shown = energy(account.totalMicrojoules);
  const said = `${shown.text} ${shown.unit} ± ${band(account.plusMinusMicrojoules ?? 0, shown)}`;
  const parts = split(account, shown);
  return parts ? `${said}, ${parts}` : said;
}

/** "± 31 %": the band relative to the amount; absent without an amount. */
export function relative(account) {
  if (!account || !(account.totalMicrojoules > 0)) return '';
  const share = (100 * (account.plusMinusMicrojoules ?? 0)) / account.totalMicrojoules;
  return `±\u202f${fixed(share, share > 0 && share < 9.95 ? 1 : 0)}\u202f%`;
}

/** One line a device: how it is read and how sure it is. */
export function devicesInWords(devices) {
  return devices
    .map((d) => `${d.device}: ${d.quality}` + (d.errorPpm === undefined ? '' : ` ±\u202f${fixed(d.errorPpm / 1e4, d.errorPpm < 1e5 ? 1 : 0)}\u202f%`))
    .join('\n');
}
