"""A started explorer for tests and tools, and Chromium to look at it."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"


class Explorer:
    """`gongkai explore` in a process of its own; `link` opens it."""

    def __init__(self, data: Path, raw: Path, review: Path, port: int = 0, *more: str) -> None:
        self.arguments = [str(data), "--raw", str(raw), "--review", str(review), *more]
        self.start(port)

    def start(self, port: int = 0) -> None:
        """Starts the server and waits for its link."""
        command = [sys.executable, "-c", "from pipeline.cli import main; main()", "explore", *self.arguments]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), "--token", "t" * 20], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        found = re.search(r"http://\S+:(\d+)/\S+", self.process.stdout.readline())
        assert found is not None
        self.link, self.port = found[0], int(found[1])
        self.base = f"http://127.0.0.1:{self.port}"
        for _ in range(200):
            with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        raise TimeoutError("the explorer does not listen")

    def kill(self) -> None:
        """Ends the server without warning."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def explorer(data: Path, raw: Path, review: Path, *more: str) -> Iterator[Explorer]:
    """A server for as long as it is needed."""
    found = Explorer(data, raw, review, 0, *more)
    try:
        yield found
    finally:
        found.kill()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser, server: Explorer, faults: list[str], **options: Any) -> Page:
    """A page with the token's cookie; what its console says, and requests to others, go to `faults`."""
    page = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options}).new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.append(asked.url) if not _own(asked.url, server) else None)
    page.goto(server.link)
    return page


def _own(url: str, server: Explorer) -> bool:
    return url.startswith((server.base, server.base.replace("http", "ws"), "data:", "blob:"))
