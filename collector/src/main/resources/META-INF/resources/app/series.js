/** The points of one run or node: kept small, in order, each once. */
import { COMPONENTS } from './quality.js';

/** Points kept of a subject somebody looks at: five and a half hours at one a second. */
const KEPT_WATCHED = 20_000;
/** Points kept of the others: enough for a sparkline. */
const KEPT = 240;

export class Series {
  constructor() {
    this.points = [];
    this.watched = false;
    /** "node device" to the newest end of a slice of it, in microseconds. */
    this.seen = new Map();
    this.version = 0;
  }

  /** Takes a point of the wire; one with the same node and start replaces the older. */
  add(wire) {
    const point = compact(wire);
    for (const slice of point.devices) {
      const key = point.node + ' ' + slice.device;
      if ((this.seen.get(key) ?? 0) < point.to) this.seen.set(key, point.to);
    }
    let at = this.points.length;
    while (at > 0 && this.points[at - 1].to > point.to) at--;
    const same = this.indexOf(point, at);
    if (same >= 0) this.points[same] = point;
    else this.points.splice(at, 0, point);
    this.version++;
    this.trim();
  }

  indexOf(point, at) {
    for (let i = Math.min(at, this.points.length - 1); i >= 0 && this.points[i].to >= point.from; i--) {
      if (this.points[i].node === point.node && this.points[i].from === point.from) return i;
    }
    return -1;
  }

  trim() {
    const most = this.watched ? KEPT_WATCHED : KEPT;
    if (this.points.length > most * 1.1) this.points.splice(0, this.points.length - most);
  }

  get lastTo() {
    return this.points.length === 0 ? 0 : this.points[this.points.length - 1].to;
  }

  /** Energy used between two times, in microjoules, and how long it is from the first to the last of it, in microseconds. */
  usedBetween(from, to) {
    let microjoules = 0;
    let begin = Infinity;
    let end = -Infinity;
    for (const point of this.points) {
      const inside = Math.min(point.to, to) - Math.max(point.from, from);
      if (!(inside > 0)) continue;
      microjoules += (point.total * inside) / (point.to - point.from);
      begin = Math.min(begin, Math.max(point.from, from));
      end = Math.max(end, Math.min(point.to, to));
    }
    return { microjoules, micros: Math.max(0, end - begin) };
  }

  /** Where a refill must start so that no node's points are missed. */
  get refillFrom() {
    const newest = [...this.newest().values()].map((point) => point.to);
    return newest.length === 0 ? 0 : Math.min(...newest);
  }

  /** The newest point of each node, node to point; nodes silent for long before the newest are left out. */
  newest(silentMicros = 15e6) {
    const found = new Map();
    for (let i = this.points.length - 1; i >= 0 && this.points[i].to >= this.lastTo - silentMicros; i--) {
      if (!found.has(this.points[i].node)) found.set(this.points[i].node, this.points[i]);
    }
    return found;
  }

  /** Power now in milliwatts by component, quality and device, and what nobody uses of it. */
  now() {
    const now = { total: 0, byComponent: {}, byQuality: {}, nobody: 0, devices: [], at: this.lastTo };
    for (const point of this.newest().values()) {
      const perMilliwatt = (point.to - point.from) / 1000;
      if (!(perMilliwatt > 0)) continue;
      now.total += point.total / perMilliwatt;
      now.nobody += point.nobody / perMilliwatt;
      for (const [name, amount] of Object.entries(point.energy)) sum(now.byComponent, name, amount / perMilliwatt);
      for (const [name, amount] of Object.entries(point.quality)) sum(now.byQuality, name, amount / perMilliwatt);
      for (const d of point.devices) now.devices.push({ ...d, node: point.node, milliwatts: d.microjoules / perMilliwatt });
    }
    return now;
  }
}

function sum(map, name, amount) {
  map[name] = (map[name] ?? 0) + amount;
}

// `total` is what was used in the stretch; the wire's own total is cumulative.
function compact(wire) {
  const point = {
    node: wire.node, from: wire.fromMicros, to: wire.toMicros, total: 0,
    energy: {}, quality: {}, nobody: 0, devices: [], progress: wire.progress,
  };
  const gauges = new Map((wire.gauges ?? []).map((gauge) => [gauge.device, gauge]));
  for (const slice of wire.slices ?? []) {
    point.devices.push({
      device: slice.device, component: slice.component, quality: slice.quality, inTotal: slice.inTotal,
      microjoules: slice.microjoules, gauges: gauges.get(slice.device),
    });
    if (!slice.inTotal) continue;
    point.total += slice.microjoules;
    sum(point.energy, slice.component, slice.microjoules);
    sum(point.quality, slice.quality, slice.microjoules);
    point.nobody += slice.unattributedMicrojoules ?? 0;
  }
  return point;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400].map((seconds) => seconds * 1e6);

/** The width of a bucket, in microseconds, that gives at most `most` of them. */
export const bucketWidth = (fromMicros, toMicros, most) =>
  STEPS.find((step) => (toMicros - fromMicros) / step <= most) ?? STEPS[STEPS.length - 1];

/**
 * Mean power in watts in even buckets: each point's energy is spread over the time it covers, so none is lost or
 * counted twice; where no point covers a bucket there is a gap. `parts` says what to draw of a point: name to microjoules.
 */
export function resample(points, fromMicros, toMicros, step, parts) {
  const first = Math.floor(fromMicros / step);
  const size = Math.max(1, Math.ceil(toMicros / step) - first);
  const lanes = new Map();
  for (const point of points) {
    if (point.to <= fromMicros || point.from >= toMicros) continue;
    const lane = lanes.get(point.node) ?? { covered: new Float64Array(size), parts: new Map() };
    lanes.set(point.node, lane);
    spread(point, lane, first, size, step, parts(point));
  }
  return means(lanes, first, size, step);
}

function spread(point, lane, first, size, step, amounts) {
  const span = point.to - point.from;
  const begin = Math.max(0, Math.floor(point.from / step) - first);
  const end = Math.min(size - 1, Math.ceil(point.to / step) - first - 1);
  for (let i = begin; i <= end && span > 0; i++) {
    const start = (first + i) * step;
    const inside = Math.min(point.to, start + step) - Math.max(point.from, start);
    if (inside <= 0) continue;
    lane.covered[i] += inside;
    for (const name in amounts) {
      if (!lane.parts.has(name)) lane.parts.set(name, new Float64Array(size));
      lane.parts.get(name)[i] += (amounts[name] * inside) / span;
    }
  }
}

function means(lanes, first, size, step) {
  const names = new Set([...lanes.values()].flatMap((lane) => [...lane.parts.keys()]));
  const ordered = [...COMPONENTS.filter((name) => names.has(name)), ...[...names].filter((name) => !COMPONENTS.includes(name))];
  const x = Array.from({ length: size }, (_, i) => ((first + i + 0.5) * step) / 1e6);
  const series = ordered.map((name) => ({ name, values: x.map((_, i) => meanAt(lanes, name, i, step)) }));
  return { x, series, step };
}

// A sliver of a bucket says little about its mean, as at the moving edge of now.
function meanAt(lanes, name, i, step) {
  let watts = null;
  for (const lane of lanes.values()) {
    if (lane.covered[i] < 0.3 * step) continue;
    watts = (watts ?? 0) + (lane.parts.get(name)?.[i] ?? 0) / lane.covered[i];
  }
  return watts;
}
