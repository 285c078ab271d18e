#!/usr/bin/env python3
"""What the readings of a counter vector mean, in exact integers: a second opinion.

Runs counter vectors (README.md beside this file states the rules) and says which differ from
what they expect and by how much. Written from the rules alone, sharing nothing with the agent,
so that a disagreement between the two is a finding. Python's standard library is all it needs.

    python3 reference.py [--json] PATH...      a PATH is a file or a folder of *.json

Exit status: 0 every vector is met, 1 at least one differs, 2 at least one is invalid (or nothing
could be run at all).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from fractions import Fraction
from pathlib import Path
from typing import Any, Iterable, Iterator, NamedTuple, Optional

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1
COUNTER_STEPS = 2**32 - 1
GAP_FLOOR_MILLIS = 10_000
HISTORY_INTERVALS = 10
CHECK_MILLIS = 600_000
TOLERANCE = Fraction(1, 10)

KINDS = ("counter", "gauge", "mean")
ROLES = ("part", "overlap", "standIn", "meter", "check")
ROLES_OF_ANOTHER = ("overlap", "standIn", "check")
TOTALS = ("countedMicrojoules", "integratedMicrojoules", "filledMicrojoules", "uncoveredMillis")
VECTOR_MEMBERS = ("name", "why", "source", "readings", "expect")
SOURCE_MEMBERS = (
    "kind",
    "rangeMicrojoules",
    "powerBoundMilliwatts",
    "refreshMillis",
    "nominalMillis",
)
READING_MEMBERS = ("atMillis", "value", "error", "boot")
EXPECT_MEMBERS = TOTALS + ("events",)
SEVERAL_MEMBERS = ("name", "why", "sources", "readings", "expect")
SEVERAL_SOURCE_MEMBERS = SOURCE_MEMBERS + ("role", "of")
SEVERAL_EXPECT_MEMBERS = ("total", "disagreements", "sources")
TOGETHER = ("countedMicrojoules", "integratedMicrojoules", "restMicrojoules")


# --- the meaning ------------------------------------------------------------------------------


class Source(NamedTuple):
    kind: str
    range: Optional[int]
    power_bound: int
    refresh: int
    nominal: int

    def modulus(self) -> Optional[int]:
        """One counter unit above the largest value, rounded half up to whole microjoules."""
        if self.range is None:
            return None
        return self.range + (2 * self.range + COUNTER_STEPS) // (2 * COUNTER_STEPS)

    def longest_interval(self) -> int:
        return max(3 * self.nominal, GAP_FLOOR_MILLIS)


class Reading(NamedTuple):
    at: int
    value: Optional[int]  # None: the read failed
    boot: str


class Baseline(NamedTuple):
    value: int
    at: int
    boot: str


class Meter:
    """Plays readings, one at a time, and keeps what they add up to."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.baseline: Optional[Baseline] = None
        self.counted = 0
        self.half_microjoules = 0  # integrated energy, doubled: no half is ever rounded away
        self.filled = 0
        self.uncovered = 0
        self.events: list[str] = []
        # (energy doubled, milliseconds) of the latest integrated intervals
        self.history: deque[tuple[int, int]] = deque(maxlen=HISTORY_INTERVALS)

    def totals(self) -> dict[str, Any]:
        return {
            "countedMicrojoules": self.counted,
            "integratedMicrojoules": self.half_microjoules // 2,
            "filledMicrojoules": self.filled,
            "uncoveredMillis": self.uncovered,
            "events": list(self.events),
        }

    def read(self, reading: Reading) -> None:
        event = self._decide(reading)
        if event is not None:
            self.events.append(event)

    def _decide(self, reading: Reading) -> Optional[str]:
        value = reading.value
        if value is None or not INT64_MIN <= value <= INT64_MAX:
            return "failedRead"
        if self.source.kind == "counter":
            if value < 0:
                return "failedRead"
            in_bounds = True
        else:
            in_bounds = 0 <= value <= self.source.power_bound

        now = Baseline(value, reading.at, reading.boot)
        last = self.baseline
        if last is None or last.boot != now.boot:
            if not in_bounds:
                return "implausible"
            self.baseline = now
            if last is None:
                return None
            self.history.clear()
            return "newBoot"
        if now.at - last.at <= 0:
            return "stale"
        if not in_bounds:
            return "implausible"
        self.baseline = now
        if self.source.kind == "counter":
            return self._count(last, now)
        return self._integrate(last, now)

    def _count(self, last: Baseline, now: Baseline) -> Optional[str]:
        elapsed = now.at - last.at
        bound = self.source.power_bound * (elapsed + self.source.refresh)
        modulus = self.source.modulus()
        growth = now.value - last.value
        if modulus is not None and elapsed * self.source.power_bound >= modulus:
            self.uncovered += elapsed
            return "ambiguous"
        if growth >= 0:
            if growth <= bound:
                self.counted += growth
                return None
            self.uncovered += elapsed
            return "implausible"
        if modulus is not None and 0 <= growth + modulus <= bound:
            self.counted += growth + modulus
            return "wrap"
        self.uncovered += elapsed
        if now.value <= bound:
            self.counted += now.value
        return "reset"

    def _integrate(self, last: Baseline, now: Baseline) -> Optional[str]:
        elapsed = now.at - last.at
        if elapsed <= self.source.longest_interval():
            twice_power = 2 * now.value if self.source.kind == "mean" else last.value + now.value
            self.half_microjoules += twice_power * elapsed
            self.history.append((twice_power * elapsed, elapsed))
            return None
        self.uncovered += elapsed
        if self.history:
            twice_energy = sum(energy for energy, _ in self.history)
            millis = sum(length for _, length in self.history)
            self.filled += twice_energy * elapsed // (2 * millis)
        return "gap"


class Place(NamedTuple):
    """What a source is to the node's total, and of which other source."""

    role: str
    of: Optional[str]


class Measured(NamedTuple):
    counted: int
    integrated: int

    def energy(self) -> int:
        return self.counted + self.integrated

    def plus(self, other: Measured) -> Measured:
        return Measured(self.counted + other.counted, self.integrated + other.integrated)

    def minus(self, other: Measured) -> Measured:
        return Measured(self.counted - other.counted, self.integrated - other.integrated)


class Comparison:
    """Two cumulative energies over the same time, ten minutes at a time."""

    def __init__(self) -> None:
        self.start: Optional[tuple[int, int, int]] = None

    def restart(self, at: int, first: int, second: int) -> None:
        self.start = (at, first, second)

    def excess(self, at: int, first: int, second: int) -> Optional[Fraction]:
        """By which part of the larger the first grew more than the second, each ten minutes."""
        if self.start is None:
            self.restart(at, first, second)
            return None
        since, first_then, second_then = self.start
        if at - since < CHECK_MILLIS:
            return None
        self.restart(at, first, second)
        a, b = first - first_then, second - second_then
        return Fraction(a - b, max(a, b)) if max(a, b) else Fraction(0)


class Together:
    """Plays several sources by their common clock, and keeps what the node used in total."""

    def __init__(self, sources: dict[str, tuple[Source, Place]]) -> None:
        self.places = {name: place for name, (_, place) in sources.items()}
        self.meters = {name: Meter(source) for name, (source, _) in sources.items()}
        self.first_good: dict[str, int] = {}
        # How often a source began anew or left time uncovered: nothing is compared across it.
        self.breaks = dict.fromkeys(sources, 0)
        self.total = Measured(0, 0)
        self.rest = 0
        self.stretch = (0, 0)  # what the node's meter and the parts had measured where it began
        self.highest = 0
        self.comparisons = {name: Comparison() for name in sources}
        self.breaks_compared: dict[str, tuple[int, int]] = {}
        self.disagreements: list[str] = []

    def instant(self, at: int, readings: list[tuple[str, Reading]]) -> None:
        """Plays all readings of one instant, then decides what they mean together."""
        before = {name: self._measured(name) for name in self.meters}
        for name, reading in readings:
            self._read(name, reading)
        for name in self.meters:
            if self._in_total(name, at):
                self.total = self.total.plus(self._measured(name)).minus(before[name])
        for name, place in self.places.items():
            if place.role == "check":
                self._check(name, str(place.of), at)
            elif place.role == "meter":
                self._meter(name, at)
        for name in self.meters:
            if self._good_at(name) is not None:
                self.first_good.setdefault(name, at)

    def _read(self, name: str, reading: Reading) -> None:
        meter = self.meters[name]
        last, uncovered = meter.baseline, meter.uncovered
        meter.read(reading)
        now = meter.baseline
        begun = now is not None and (last is None or last.boot != now.boot)
        if begun or meter.uncovered != uncovered:
            self.breaks[name] += 1

    def _measured(self, name: str) -> Measured:
        return Measured(self.meters[name].counted, self.meters[name].half_microjoules // 2)

    def _good_at(self, name: str) -> Optional[int]:
        baseline = self.meters[name].baseline
        return None if baseline is None else baseline.at

    def _in_total(self, name: str, at: int) -> bool:
        place = self.places[name]
        if place.role == "standIn":
            return self.first_good.get(str(place.of), at) >= at
        return place.role == "part"

    def _unbroken(self, comparison: str, *sources: str) -> bool:
        breaks = tuple(self.breaks[name] for name in sources)
        unbroken = self.breaks_compared.get(comparison) == breaks
        self.breaks_compared[comparison] = breaks
        return unbroken

    def _check(self, name: str, of: str, at: int) -> None:
        if self._good_at(name) != at or self._good_at(of) != at:
            return
        energies = self._measured(of).energy(), self._measured(name).energy()
        if not self._unbroken(name, name, of):
            self.comparisons[name].restart(at, *energies)
            return
        excess = self.comparisons[name].excess(at, *energies)
        if excess is not None and abs(excess) > TOLERANCE:
            self.disagreements.append(name)

    def _meter(self, name: str, at: int) -> None:
        good = self._good_at(name)
        if good is None:
            return
        metered, parts = self._measured(name).energy(), self.total.energy()
        if not self._unbroken(name, name):
            self.stretch, self.highest = (metered, parts), 0
            self.comparisons[name].restart(at, parts, metered)
            return
        last_reads = (self._good_at(part) for part in self.places if self._in_total(part, at))
        if any(last is not None and last < good for last in last_reads):
            return
        beyond = (metered - self.stretch[0]) - (parts - self.stretch[1])
        self.rest += max(0, beyond - self.highest)
        self.highest = max(self.highest, beyond)
        excess = self.comparisons[name].excess(at, parts, metered)
        if excess is not None and excess > TOLERANCE:
            self.disagreements.append(name)


# --- reading vectors, strictly ----------------------------------------------------------------


class Invalid(Exception):
    """A vector (or a whole file) that cannot be run, and why."""


class NotAnInteger:
    """Stands where the document has a number with a fraction, an exponent, or no number at all."""

    def __init__(self, text: str) -> None:
        self.text = text


class Members(dict):
    """A JSON object that remembers whether it names a member twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.repeated = next((name for name in names if names.count(name) > 1), None)


def _integer(digits: str) -> int:
    # Far outside 64 bits is all that matters of a longer one, and int() refuses thousands of digits.
    if len(digits) > 64:
        return -(2**200) if digits.startswith("-") else 2**200
    return int(digits)


def vectors_of(path: Path) -> list[Any]:
    """The vectors a file holds: one, or an array of them. Their own validity comes later."""
    try:
        document = json.loads(
            path.read_bytes().decode("utf-8"),
            object_pairs_hook=Members,
            parse_int=_integer,
            parse_float=NotAnInteger,
            parse_constant=NotAnInteger,
        )
    except OSError as e:
        raise Invalid(f"cannot be read: {e.strerror}") from e
    except (ValueError, RecursionError) as e:
        raise Invalid(f"is not JSON: {e}") from e
    return document if isinstance(document, list) else [document]


def _shown(thing: Any) -> str:
    if isinstance(thing, NotAnInteger):
        return thing.text
    text = json.dumps(thing, default=lambda other: other.text)
    return text if len(text) <= 60 else text[:57] + "..."


def _distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def _mistaken_for(name: str, known: tuple[str, ...]) -> Optional[str]:
    """The known member that an unknown one was surely meant to be: a note is let pass, a slip not."""
    for member in known:
        slack = 1 if len(member) < 8 else 2
        if len(member) > 3 and _distance(name.lower(), member.lower()) <= slack:
            return member
    return None


def _object(thing: Any, where: str, known: tuple[str, ...]) -> Members:
    if not isinstance(thing, Members):
        raise Invalid(f"{where} is not a JSON object: {_shown(thing)}")
    if thing.repeated is not None:
        raise Invalid(f"{where} has the member {thing.repeated} twice")
    for name in thing:
        meant = None if name in known else _mistaken_for(name, known)
        if meant is not None:
            raise Invalid(f"{where} has the unknown member {name}: did you mean {meant}?")
    return thing


def _array(thing: Any, where: str) -> list[Any]:
    if not isinstance(thing, list):
        raise Invalid(f"{where} is not a JSON array: {_shown(thing)}")
    return thing


def _member(owner: Members, name: str, where: str) -> Any:
    if name not in owner:
        raise Invalid(f"{where} has no {name}")
    return owner[name]


def _whole(thing: Any, where: str) -> int:
    # True and False are ints to Python, and no JSON integers.
    if not isinstance(thing, int) or isinstance(thing, bool):
        raise Invalid(f"{where} is not a JSON integer: {_shown(thing)}")
    return thing


def _int64(thing: Any, where: str, least: int = INT64_MIN) -> int:
    number = _whole(thing, where)
    if not INT64_MIN <= number <= INT64_MAX:
        raise Invalid(f"{where} does not fit signed 64 bits")
    if number < least:
        raise Invalid(f"{where} is below {least}: {number}")
    return number


def _text(thing: Any, where: str) -> str:
    if not isinstance(thing, str):
        raise Invalid(f"{where} is not a JSON string: {_shown(thing)}")
    return thing


def _one_of(words: tuple[str, ...], thing: Any, where: str) -> str:
    if _text(thing, where) not in words:
        raise Invalid(f"{where} is none of {', '.join(words)}: {_shown(thing)}")
    return str(thing)


def source_of(members: Members, where: str) -> Source:
    kind = _one_of(KINDS, _member(members, "kind", where), f"{where}.kind")
    limit = None
    if "rangeMicrojoules" in members:
        limit = _int64(members["rangeMicrojoules"], f"{where}.rangeMicrojoules", 1)
    bound = _member(members, "powerBoundMilliwatts", where)
    return Source(
        kind,
        limit,
        _int64(bound, f"{where}.powerBoundMilliwatts", 0),
        _int64(members.get("refreshMillis", 0), f"{where}.refreshMillis", 0),
        _int64(members.get("nominalMillis", 1000), f"{where}.nominalMillis", 1),
    )


def place_of(members: Members, where: str) -> Place:
    role = _one_of(ROLES, members.get("role", "part"), f"{where}.role")
    if role not in ROLES_OF_ANOTHER:
        if "of" in members:
            raise Invalid(f"{where}.of stands beside the role {role}, which is of no other source")
        return Place(role, None)
    return Place(role, _text(_member(members, "of", where), f"{where}.of"))


def reading_of(thing: Any, where: str) -> Reading:
    members = _object(thing, where, READING_MEMBERS)
    at = _int64(_member(members, "atMillis", where), f"{where}.atMillis")
    boot = _text(members.get("boot", "a"), f"{where}.boot")
    value = _whole(members["value"], f"{where}.value") if "value" in members else None
    if "error" in members:
        value = None
    elif value is None:
        raise Invalid(f"{where} has neither value nor error")
    return Reading(at, value, boot)


def readings_of(thing: Any, where: str) -> list[Reading]:
    return [reading_of(item, f"{where}[{i}]") for i, item in enumerate(_array(thing, where))]


def _figures(members: Members, names: tuple[str, ...], where: str) -> dict[str, Any]:
    return {name: _whole(_member(members, name, where), f"{where}.{name}") for name in names}


def _texts(members: Members, name: str, where: str) -> list[str]:
    texts = _array(_member(members, name, where), f"{where}.{name}")
    return [_text(text, f"{where}.{name}[{i}]") for i, text in enumerate(texts)]


def expectation_of(thing: Any, where: str) -> dict[str, Any]:
    members = _object(thing, where, EXPECT_MEMBERS)
    return _figures(members, TOTALS, where) | {"events": _texts(members, "events", where)}


def several_sources_of(thing: Any) -> dict[str, tuple[Source, Place]]:
    sources = {}
    for name, item in _object(thing, "sources", ()).items():
        where = f"sources.{name}"
        members = _object(item, where, SEVERAL_SOURCE_MEMBERS)
        sources[name] = source_of(members, where), place_of(members, where)
    for name, (_, place) in sources.items():
        other = sources.get(str(place.of))
        if place.of is not None and (other is None or place.of == name):
            raise Invalid(f"sources.{name}.of names no other source: {_shown(place.of)}")
        if place.role in ("standIn", "check") and other is not None and other[1].role != "part":
            raise Invalid(f"sources.{name}.of names no part: {_shown(place.of)}")
    if sum(place.role == "meter" for _, place in sources.values()) > 1:
        raise Invalid("sources has more than one meter")
    return sources


def several_readings_of(thing: Any, names: Iterable[str]) -> dict[str, list[Reading]]:
    members = _object(thing, "readings", ())
    for name in members:
        if name not in names:
            raise Invalid(f"readings.{name} belongs to no source")
    played = {}
    for name in names:
        where = f"readings.{name}"
        played[name] = readings_of(_member(members, name, "readings"), where)
        for i in range(1, len(played[name])):
            if played[name][i].at < played[name][i - 1].at:
                raise Invalid(f"{where}[{i}].atMillis is before the one before it")
    return played


def several_expectation_of(thing: Any, names: Iterable[str]) -> dict[str, Any]:
    members = _object(thing, "expect", SEVERAL_EXPECT_MEMBERS)
    total = _object(_member(members, "total", "expect"), "expect.total", TOGETHER)
    each = _object(_member(members, "sources", "expect"), "expect.sources", ())
    for name in each:
        if name not in names:
            raise Invalid(f"expect.sources.{name} belongs to no source")
    return {
        "total": _figures(total, TOGETHER, "expect.total"),
        "disagreements": _texts(members, "disagreements", "expect"),
        "sources": {
            name: expectation_of(_member(each, name, "expect.sources"), f"expect.sources.{name}")
            for name in names
        },
    }


# --- running and reporting --------------------------------------------------------------------


def name_of(vector: Any, position: int) -> str:
    if isinstance(vector, dict) and isinstance(vector.get("name"), str):
        return vector["name"]
    return f"vector {position + 1}"


Flat = dict[str, Any]


def play_one(members: Members) -> tuple[Flat, Flat]:
    """Expected and actual of a vector of one source."""
    source = _object(_member(members, "source", "the vector"), "source", SOURCE_MEMBERS)
    meter = Meter(source_of(source, "source"))
    played = readings_of(_member(members, "readings", "the vector"), "readings")
    expected = expectation_of(_member(members, "expect", "the vector"), "expect")
    for reading in played:
        meter.read(reading)
    return expected, meter.totals()


def play_several(members: Members) -> tuple[Flat, Flat]:
    """The same of several sources, each figure under its path."""
    sources = several_sources_of(_member(members, "sources", "the vector"))
    readings = several_readings_of(_member(members, "readings", "the vector"), sources)
    expected = several_expectation_of(_member(members, "expect", "the vector"), sources)
    together = Together(sources)
    instants: dict[int, list[tuple[str, Reading]]] = {}
    for name, own in readings.items():
        for reading in own:
            instants.setdefault(reading.at, []).append((name, reading))
    for at in sorted(instants):
        together.instant(at, instants[at])
    actual = {
        "total": {
            "countedMicrojoules": together.total.counted,
            "integratedMicrojoules": together.total.integrated,
            "restMicrojoules": together.rest,
        },
        "disagreements": together.disagreements,
        "sources": {name: meter.totals() for name, meter in together.meters.items()},
    }
    return flat(expected), flat(actual)


def flat(tree: dict[str, Any], path: str = "") -> Flat:
    leaves: Flat = {}
    for name, value in tree.items():
        leaves |= flat(value, f"{path}{name}.") if isinstance(value, dict) else {path + name: value}
    return leaves


def run(vector: Any) -> dict[str, Any]:
    """Expected, actual and difference of one vector."""
    several = isinstance(vector, Members) and "sources" in vector and "source" not in vector
    members = _object(vector, "the vector", SEVERAL_MEMBERS if several else VECTOR_MEMBERS)
    _text(_member(members, "name", "the vector"), "name")
    expected, actual = play_several(members) if several else play_one(members)
    return {
        "outcome": "equal" if expected == actual else "differs",
        "expected": expected,
        "actual": actual,
        "difference": {
            field: actual[field] - expected[field]
            for field in expected
            if isinstance(expected[field], int)
        },
    }


def files_of(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.json"))
        else:
            yield path


def results_of(paths: list[Path]) -> Iterator[dict[str, Any]]:
    for file in files_of(paths):
        try:
            vectors = vectors_of(file)
        except Invalid as e:
            yield {"file": str(file), "name": None, "outcome": "invalid", "problem": f"the file {e}"}
            continue
        for position, vector in enumerate(vectors):
            head = {"file": str(file), "name": name_of(vector, position)}
            try:
                yield head | run(vector)
            except Invalid as e:
                yield head | {"outcome": "invalid", "problem": str(e)}


def lines_of(result: dict[str, Any]) -> Iterator[str]:
    title = result["file"] if result["name"] is None else f"{result['name']} ({result['file']})"
    if result["outcome"] == "invalid":
        yield f"invalid  {title}: {result['problem']}"
    elif result["outcome"] == "differs":
        yield f"differs  {title}"
        expected, actual = result["expected"], result["actual"]
        for field, wanted in expected.items():
            if wanted != actual[field]:
                line = f"         {field}: expected {_shown(wanted)}, got {_shown(actual[field])}"
                off = result["difference"].get(field)
                yield line if off is None else f"{line}, off by {off:+d}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Run counter vectors: a second opinion.")
    parser.add_argument("--json", action="store_true", help="print every result as one JSON object")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
    options = parser.parse_args(arguments)
    results = list(results_of(options.paths))
    tally = {
        outcome: sum(result["outcome"] == outcome for result in results)
        for outcome in ("equal", "differs", "invalid")
    }
    if options.json:
        json.dump({"vectors": results, **tally}, sys.stdout, indent=2)
        print()
    else:
        for result in results:
            for line in lines_of(result):
                print(line)
        print(f"{len(results)} vectors: " + ", ".join(f"{n} {what}" for what, n in tally.items()))
    if not results:
        print("no vector found: name a file or a folder that holds *.json", file=sys.stderr)
    return 2 if tally["invalid"] or not results else 1 if tally["differs"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
