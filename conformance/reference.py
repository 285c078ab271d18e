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
from pathlib import Path
from typing import Any, Iterator, NamedTuple, Optional

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1
COUNTER_STEPS = 2**32 - 1
GAP_FLOOR_MILLIS = 10_000
HISTORY_INTERVALS = 10

KINDS = ("counter", "gauge", "mean")
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


def source_of(thing: Any) -> Source:
    members = _object(thing, "source", SOURCE_MEMBERS)
    kind = _text(_member(members, "kind", "source"), "source.kind")
    if kind not in KINDS:
        raise Invalid(f"source.kind is none of {', '.join(KINDS)}: {_shown(kind)}")
    limit = None
    if "rangeMicrojoules" in members:
        limit = _int64(members["rangeMicrojoules"], "source.rangeMicrojoules", 1)
    bound = _member(members, "powerBoundMilliwatts", "source")
    return Source(
        kind,
        limit,
        _int64(bound, "source.powerBoundMilliwatts", 0),
        _int64(members.get("refreshMillis", 0), "source.refreshMillis", 0),
        _int64(members.get("nominalMillis", 1000), "source.nominalMillis", 1),
    )


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


def expectation_of(thing: Any) -> dict[str, Any]:
    members = _object(thing, "expect", EXPECT_MEMBERS)
    expected: dict[str, Any] = {
        name: _whole(_member(members, name, "expect"), f"expect.{name}") for name in TOTALS
    }
    events = _array(_member(members, "events", "expect"), "expect.events")
    expected["events"] = [_text(event, f"expect.events[{i}]") for i, event in enumerate(events)]
    return expected


# --- running and reporting --------------------------------------------------------------------


def name_of(vector: Any, position: int) -> str:
    if isinstance(vector, dict) and isinstance(vector.get("name"), str):
        return vector["name"]
    return f"vector {position + 1}"


def run(vector: Any) -> dict[str, Any]:
    """Expected, actual and difference of one vector."""
    members = _object(vector, "the vector", VECTOR_MEMBERS)
    _text(_member(members, "name", "the vector"), "name")
    meter = Meter(source_of(_member(members, "source", "the vector")))
    readings = _array(_member(members, "readings", "the vector"), "readings")
    played = [reading_of(reading, f"readings[{i}]") for i, reading in enumerate(readings)]
    expected = expectation_of(_member(members, "expect", "the vector"))
    for reading in played:
        meter.read(reading)
    actual = meter.totals()
    return {
        "outcome": "equal" if expected == actual else "differs",
        "expected": expected,
        "actual": actual,
        "difference": {name: actual[name] - expected[name] for name in TOTALS},
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
        for field in EXPECT_MEMBERS:
            if expected[field] != actual[field]:
                line = f"         {field}: expected {_shown(expected[field])}, got {_shown(actual[field])}"
                yield line + (f", off by {result['difference'][field]:+d}" if field in TOTALS else "")


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
