"""How gently hosts are asked: delays, hours, limits on time and size, tries, and who asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.model import value
from pipeline.scrape.clock import CHINA

_NIGHT_BEGINS, _NIGHT_ENDS = 22, 6
_WORK_BEGINS, _WORK_ENDS = 8, 18


@value
class Manners:
    """Seconds, bytes and counts. `contact` stands in the User-Agent, so that a portal's people can write to us."""

    delay_s: float = 5.0
    by_day: float = 2.0
    jitter: float = 0.2
    seconds: float = 60.0
    most_bytes: int = 64 * 1024 * 1024
    tries: int = 3
    errors_in_a_row: int = 3
    hops: int = 5
    longest_wait_s: float = 3600.0
    pages_of_a_column: int = 100
    requests_of_rediscovery: int = 15
    recheck_days: int = 30
    settled_days: int = 365
    recheck_settled_days: int = 365
    hosts_at_once: int = 64
    contact: str = ""

    @property
    def user_agent(self) -> str:
        """The honest name that every request bears."""
        return f"gongkai/0.1 (annual reports on information disclosure; {self.contact or 'no contact given'})"


def is_night(now: datetime) -> bool:
    """Whether bulk may be fetched from sites that are asked for it by night only."""
    hour = now.astimezone(CHINA).hour
    return hour >= _NIGHT_BEGINS or hour < _NIGHT_ENDS


def until_night(now: datetime) -> float:
    """Seconds until the night begins."""
    local = now.astimezone(CHINA)
    begins = local.replace(hour=_NIGHT_BEGINS, minute=0, second=0, microsecond=0)
    return max(0.0, (begins - local) / timedelta(seconds=1))


def is_working_hours(now: datetime) -> bool:
    """Whether people use the portals now: requests are further apart then."""
    return _WORK_BEGINS <= now.astimezone(CHINA).hour < _WORK_ENDS
