"""Hostile requests to a running server: each is refused with one clear sentence, and the server goes on."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from pipeline.explore.security import Asked, refusal
from pipeline.explore.settings import Settings
from tests.conftest import gongkai
from tests.explore.conftest import HARMFUL
from tests.explorer import Explorer, opened

TOKEN = "t" * 20
LONG = "a" * 9_000
REFUSED: dict[str, tuple[str, dict[str, str], int]] = {
    # name: address, headers besides the right ones, status
    "no token": ("/", {"cookie": ""}, 403),
    "another token": ("/", {"cookie": "gongkai-{port}=" + "u" * 20}, 403),
    "an empty token": ("/", {"cookie": "gongkai-{port}="}, 403),
    "a token cut short": ("/", {"cookie": "gongkai-{port}=" + "t" * 19}, 403),
    "a token that goes on": ("/", {"cookie": "gongkai-{port}=" + "t" * 21}, 403),
    "the cookie of another port": ("/", {"cookie": f"gongkai-1={TOKEN}"}, 403),
    "a token of characters that are not ASCII": ("/", {"cookie": "gongkai-{port}=\xfc\xfc"}, 403),
    "a cookie that is none": ("/", {"cookie": "=;==;\xa0"}, 403),
    "a wrong token in the link": ("/?token=uuuu", {"cookie": ""}, 403),
    "two tokens in the link": (f"/?token=u&token={TOKEN}", {"cookie": ""}, 403),
    "a file without the token": ("/gongkai/style.css", {"cookie": ""}, 403),
    "NiceGUI's files without the token": ("/_nicegui/x/static/nicegui.js", {"cookie": ""}, 403),
    "the socket without the token": ("/_nicegui_ws/socket.io/?EIO=4&transport=polling", {"cookie": ""}, 403),
    "the name of another's DNS": ("/", {"host": "evil.example:{port}"}, 421),
    "a host that begins as ours": ("/", {"host": "127.0.0.1.evil.example:{port}"}, 421),
    "another port": ("/", {"host": "127.0.0.1:1"}, 421),
    "a host with a user": ("/", {"host": "x@127.0.0.1:{port}"}, 421),
    "a host that is none": ("/", {"host": "[::"}, 421),
    "an origin elsewhere": ("/", {"origin": "https://evil.example"}, 403),
    "the origin of a sandbox": ("/", {"origin": "null"}, 403),
    "the socket from elsewhere": (
        "/_nicegui_ws/socket.io/?EIO=4&transport=polling",
        {"origin": "http://evil.example"},
        403,
    ),
    "a path upwards": ("/../../etc/passwd", {}, 400),
    "a path upwards in percents": ("/source/%2e%2e/%2e%2e/etc/passwd", {}, 400),
    "a path upwards with percent slashes": ("/%2e%2e%2fetc%2fpasswd", {}, 400),
    "a path with backslashes": ("/..\\..\\windows", {}, 400),
    "a path with NUL": ("/compare%00.html", {}, 400),
    "a line end in the address": ("/compare?a=%0d%0aset-cookie:x=1", {}, 400),
    "half a character": ("/compare?a=%e6%b1", {}, 400),
    "bytes that are not UTF-8": ("/compare?a=%ff%fe", {}, 400),
    "an address without end": (f"/compare?a={LONG}", {}, 414),
    "a path without end": (f"/{LONG}", {}, 414),
    "a body said to be huge": ("/", {"content-length": "99999999999"}, 413),
    "a body without a length": ("/", {"transfer-encoding": "chunked"}, 411),
    "a body of less than nothing": ("/", {"content-length": "-5"}, 400),
    "SQL as a measure": (f"/compare/data.csv?m={quote(chr(34) + '; DROP TABLE reports; --')}", {}, 400),
    "SQL as years": ("/compare/data.csv?years=2021%20OR%201=1", {}, 400),
    "SQL as a level": ("/compare/data.csv?level=county'%20OR%20''='", {}, 400),
    "no format of data": ("/compare/data.exe", {}, 400),
    "a script as a way to show": ("/compare/data.csv?show=%3Cscript%3Ealert(1)%3C/script%3E", {}, 400),
    "a report that is a path": ("/source/page?id=/etc/passwd&page=1", {}, 404),
    "a file of the pages that is none": ("/gongkai/none.css", {}, 404),
    "hits in no format": ("/find/hits.exe?q=x", {}, 400),
    "a question without words": ("/find/hits.csv?q=%22%22", {}, 400),
    "a figure that is SQL": ("/find/figure?m=text:'%20OR%201=1", {}, 400),
    "a page that is no number": ("/source/page?id=x&page=1e9", {}, 422),
}


def _ask(explored: Explorer, address: str, headers: dict[str, str], method: str = "GET") -> tuple[int, str]:
    own = {"host": "127.0.0.1:{port}", "cookie": f"gongkai-{{port}}={TOKEN}"} | headers
    connection = http.client.HTTPConnection("127.0.0.1", explored.port, timeout=10)
    connection.putrequest(method, "/", skip_host=True, skip_accept_encoding=True)
    connection._buffer[0] = f"{method} {address} HTTP/1.1".encode("latin-1")  # type: ignore[attr-defined]
    for name, text in own.items():
        connection.putheader(name, text.replace("{port}", str(explored.port)).encode("latin-1"))
    connection.endheaders()
    answer = connection.getresponse()
    said = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, said


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_request_is_refused_in_a_sentence(name: str, explored: Explorer) -> None:
    address, headers, expected = REFUSED[name]
    status, said = _ask(explored, address, headers)
    assert status == expected
    assert said.strip() and "Traceback" not in said and "root:" not in said
    assert _ask(explored, "/gongkai/style.css", {})[0] == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "OPTIONS"])
def test_other_methods_are_refused(method: str, explored: Explorer) -> None:
    assert _ask(explored, "/", {}, method)[0] == 405


def test_there_are_forty_of_them() -> None:
    assert len(REFUSED) >= 40


def test_what_is_typed_and_named_never_runs(browser: Browser, explored: Explorer) -> None:
    faults: list[str] = []
    page = opened(browser, explored, faults)
    page.on("dialog", lambda shown: faults.append(f"dialog: {shown.message}"))
    page.goto(
        f"{explored.base}/compare?province={quote('江苏省')}&m=refusal_rate&lang=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    )
    expect(page.locator(".g-values tbody th", has_text=HARMFUL)).to_be_visible()
    for typed in ("<img src=x onerror=alert(1)>", "' OR 1=1 --", "%", "\u202e\ud83d\ude00", "a" * 500):
        page.get_by_label("查找机关").fill(typed)
        expect(page.locator("[role=status]")).to_be_visible()
    page.goto(f"{explored.base}/compare?a={quote(chr(39) + ' OR 1=1')}&show={quote('<b>x</b>')}")
    expect(page.get_by_role("alert")).to_contain_text("没有“<b>x</b>”这种图形")
    assert faults == []


def test_a_page_may_load_from_this_server_only(explored: Explorer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", explored.port, timeout=10)
    connection.request("GET", "/", headers={"cookie": f"gongkai-{explored.port}={TOKEN}"})
    answer = connection.getresponse()
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "http:" not in policy and "*" not in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_link_gives_a_cookie_that_scripts_and_other_sites_do_not_get(explored: Explorer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", explored.port, timeout=10)
    connection.request("GET", f"/compare?show=rank&token={TOKEN}")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["location"]) == (303, "/compare?show=rank")
    assert "HttpOnly; SameSite=Strict" in answer.headers["set-cookie"]


@pytest.mark.parametrize("given", [{"cookie": ""}, {"origin": "http://evil.example"}, {"host": "evil.example:{port}"}])
def test_a_websocket_is_opened_to_our_pages_only(given: dict[str, str], explored: Explorer) -> None:
    upgrade = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
    upgrade["sec-websocket-key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    address = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    assert _ask(explored, address, {**upgrade, **given})[0] == 403


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--lang", "fr"], "no language 'fr'"),
        (["--token", "short"], "--token needs 16 letters and digits or more"),
        (["--raw", "nowhere"], "nowhere: there is no such folder"),
        (["--release", "2099.01.0"], "holds no release"),
    ],
)
def test_a_wrong_call_is_said_in_a_sentence(arguments: list[str], sentence: str, explored: Explorer) -> None:
    done = gongkai("explore", explored.arguments[0], "--port", "0", *arguments)
    assert done.returncode == 2 and sentence in done.stderr and "Traceback" not in done.stderr


def test_a_taken_port_is_said(explored: Explorer) -> None:
    done = gongkai("explore", explored.arguments[0], "--port", str(explored.port))
    assert done.returncode == 2 and "give another --port" in done.stderr


@pytest.mark.parametrize(
    ("host", "status"), [(b"evil.example:80", 421), (b"192.168.1.5:80", None), (b"[fe80::1]:80", None), (b"x:99", 421)]
)
def test_on_all_interfaces_only_addresses_and_own_names_are_hosts(host: bytes, status: int | None) -> None:
    settings = Settings(data=Path(), release="x", cache=Path(), host="0.0.0.0", port=80, token=TOKEN)
    asked = Asked(method="GET", path=b"/", query=b"", headers={b"host": host}, websocket=False)
    refused = refusal(asked, settings)
    assert (refused.status if refused else None) == status


DECISIONS = {
    # name: what is sent, status
    "nothing": (b"", 400),
    "no JSON": (b"\xff\xfe{", 400),
    "JSON without end": (b"[" * 100_000, 400),
    "a list": (b"[1, 2]", 400),
    "a number of a million digits": (b"1" * 900_000, 400),
    "half a decision": (b'{"id": "x", "kind": "value"}', 400),
    "names that are lists": (b'{"id": [], "kind": {}, "who": 1, "report_id": null, "cell": false}', 400),
    "a report that is a path": (
        b'{"id": "x", "kind": "blank", "who": "x", "report_id": "../../etc/passwd", "cell": "x"}',
        503,
    ),
    "more than may be sent": (b" " * 1_000_001, 413),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_a_hostile_decision_is_refused_and_nothing_is_written(name: str, explored: Explorer) -> None:
    sent, expected = DECISIONS[name]
    connection = http.client.HTTPConnection("127.0.0.1", explored.port, timeout=10)
    headers = {"cookie": f"gongkai-{explored.port}={TOKEN}", "origin": f"http://127.0.0.1:{explored.port}"}
    connection.request("POST", "/review/decisions", sent, headers)
    answer = connection.getresponse()
    said = answer.read().decode()
    assert answer.status == expected and said and "Traceback" not in said and "root:" not in said
    review = Path(explored.arguments[explored.arguments.index("--review") + 1])
    assert not list(review.glob("*.jsonl"))
