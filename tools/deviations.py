"""Reads made reports with deviations and says what goes silently wrong, and why: `make deviations SEEDS=0-2000`.

python -m tools.deviations 0-2000 [--alone | --flat | --placed] [--show N]
    --alone: every deviation by itself, in each format; --flat: text without cell marks; --placed: pages with
    all borders, with horizontal ones only, with three, with none, and workbooks
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator

from tests.deviations.flat import FLAT_FORMATS
from tests.deviations.judge import PLACED_FORMATS, Result, drawn, drawn_flat, drawn_placed, judged, minimised
from tests.deviations.registry import DEVIATIONS, FORMATS

Drawn = Callable[[int], tuple[str, tuple[str, ...]]]
"""Seed → its format and deviations."""


def main() -> None:
    """Reads every seed, prints rates for each deviation and the smallest failing sets."""
    parser = argparse.ArgumentParser()
    parser.add_argument("seeds")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--flat", action="store_true")
    parser.add_argument("--placed", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--show", type=int, default=20)
    given = parser.parse_args()
    first, last = (int(part) for part in given.seeds.split("-"))
    begun = time.monotonic()
    one_by_one = (
        _alone(first, last, given.only)
        if given.alone
        else _drawn(first, last, drawn_placed if given.placed else drawn_flat if given.flat else drawn)
    )
    results = [judged(*one) for one in one_by_one]
    _table(results)
    _failures([result for result in results if result.silent], given.show)
    print(f"{len(results)} reports in {time.monotonic() - begun:.0f} s")


def _drawn(first: int, last: int, draw: Drawn) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for seed in range(first, last):
        yield (seed, *draw(seed))


def _alone(first: int, last: int, only: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for name, item in DEVIATIONS.items():
        if only in name:
            for kind in item.formats:
                for seed in range(first, last):
                    yield seed, kind, (name,)


def _table(results: list[Result]) -> None:
    print(
        f"{'deviation':24}{'reports':>8}{'cells':>8}{'right %':>9}{'SILENT':>8}{'in':>5}{'flagged':>8}{'soft':>6}{'over %':>8}{'lost':>6}"
    )
    for name in (*sorted(DEVIATIONS), *FORMATS, *FLAT_FORMATS, *PLACED_FORMATS, ""):
        own = [r for r in results if name in ("", *r.names, r.kind)]
        count: Counter[str] = Counter()
        for r in own:
            count.update(
                cells=r.cells,
                silent=len(r.silent),
                flagged=len(r.flagged),
                soft=len(r.soft),
                over=len(r.over),
                lost=r.lost,
                bad=bool(r.silent),
            )
        cells = count["cells"] or 1
        wrong = count["silent"] + count["flagged"] + count["soft"]
        print(
            f"{name or 'ALL':24}{len(own):8}{count['cells']:8}{100 * (1 - wrong / cells):9.2f}{count['silent']:8}{count['bad']:5}"
            f"{count['flagged']:8}{count['soft']:6}{100 * count['over'] / cells:8.2f}{count['lost']:6}"
        )


def _failures(silent: list[Result], show: int) -> None:
    sets: dict[tuple[str, ...], list[Result]] = {}
    for result in silent:
        least = minimised(result)
        sets.setdefault(least.names, []).append(least)
    for names, found in sorted(sets.items(), key=lambda item: -len(item[1])):
        print(f"\n{len(found)} reports: {' + '.join(names) or 'nothing'}  {dict(Counter(r.kind for r in found))}")
        for result in found[:2]:
            print(f"  seed {result.seed} {result.kind}, {len(result.silent)} cells")
            for line in result.silent[: max(1, show // 8)]:
                print("     ", line)


if __name__ == "__main__":
    main()
