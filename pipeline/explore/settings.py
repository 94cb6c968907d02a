"""What a started explorer is: its data, its files, who may open it."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import value

LANGUAGES = ("zh", "en")


@value
class Settings:
    """`data`: a folder with datasets, `release`: its name for people; `raw`: the report files, None where not at hand.
    `review`: the log of people's decisions.

    `cache`: where what is derived from the data may be kept. `token`: what opens the pages; `read_only`: nothing can be
    decided or written. `lang`: the language of a link that names none.
    """

    data: Path
    release: str
    cache: Path
    raw: Path | None = None
    review: Path = Path("review")
    host: str = "127.0.0.1"
    port: int = 8765
    token: str
    read_only: bool = False
    lang: str = "zh"
