"""How many contradictions between text and tables are found, and what is raised where none was planted.

    python -m tools.plant ../shared [SEED]

Of every report of the corpus, the real ones and the sample (pictures left out), each statement that agrees with its
cells is given another number, one at a time; the check must name its cells.
Findings on the untouched reports are listed: each has to be an error that the agency printed.
"""

from __future__ import annotations

import dataclasses
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline import read
from pipeline.check import check
from pipeline.check.statements import Statement, statements
from pipeline.model import Finding, Report
from pipeline.parse import parse
from pipeline.parse.figures import figures
from tests.documents import with_gold

_SAMPLE = Path(__file__).parents[1] / "raw"


def raised(report: Report) -> list[Finding]:
    """What the check of text against tables says of a report."""
    return [item for item in check(report).findings if item.check == "text_differs"]


def agreeing(report: Report) -> list[Statement]:
    """The report's statements that agree with their cells, of the kinds whose difference is a check."""
    cells = {cell.key: cell for cell in report.cells}
    return [item for item in statements(report, cells).values() if item.agrees and item.raises]


def planted(report: Report, statement: Statement, number: str) -> Report:
    """The report whose text says `number` at the statement's place, with the figures that it then has."""
    figure = statement.figure
    sections = tuple(
        dataclasses.replace(item, text=item.text[: figure.char_start] + number + item.text[figure.char_end :])
        if item.ordinal == figure.section
        else item
        for item in report.sections
    )
    return dataclasses.replace(report, sections=sections, figures=figures(sections, report.identity.year))


def other_number(statement: Statement, printed: str, draw: random.Random) -> str:
    """Another number than the printed one, with its unit as it stands."""
    end = len(printed) - len(statement.figure.unit) if printed.endswith(statement.figure.unit) else len(printed)
    return str(int(statement.figure.value) + draw.randint(1, 90)) + printed[end:]


def _documents(shared: Path) -> Iterator[tuple[str, Report]]:
    documents = [(gold["file"], document) for gold, document in with_gold(shared)]
    documents += [(str(path), read.read(path.read_bytes(), path.name)) for path in sorted(_SAMPLE.glob("*/*"))]
    for name, document in documents:
        for report in parse(document):
            yield name, report


def main() -> None:
    """Prints the counts, what was missed, and what was raised without a plant."""
    draw = random.Random(sys.argv[2] if len(sys.argv) > 2 else "1")
    reports = compared = tried = found = 0
    for name, report in _documents(Path(sys.argv[1])):
        own = agreeing(report)
        before = raised(report)
        reports, compared = reports + 1, compared + len(own) + len(before)
        for item in before:
            print(f"raised {name}: {item.message}")
        for statement in own:
            text = next(item.text for item in report.sections if item.ordinal == statement.figure.section)
            printed = text[statement.figure.char_start : statement.figure.char_end]
            after = planted(report, statement, other_number(statement, printed, draw))
            while len(agreeing(after)) == len(own):  # that number agrees too, with those carried in
                after = planted(report, statement, other_number(statement, printed, draw))
            tried += 1
            if any(set(item.cells) & set(statement.cells) for item in raised(after)):
                found += 1
            else:
                print(f"missed {name}: {statement.cells} {printed} in {statement.figure.sentence}")
    print(f"{reports} reports, {compared} statements compared; planted {tried}, found {found}")


if __name__ == "__main__":
    main()
