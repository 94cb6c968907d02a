"""What all pages share: the frame around their content, words in the visitor's language, links that keep it."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response
from nicegui import ui

from pipeline.errors import UsageError
from pipeline.explore import assets
from pipeline.explore.base import Base
from pipeline.explore.sentences import told
from pipeline.explore.settings import LANGUAGES, Settings
from pipeline.explore.words import language, words
from pipeline.model import value

_asked_language: contextvars.ContextVar[str] = contextvars.ContextVar("language", default="zh")
_TAGS = {"zh": "zh-CN", "en": "en-US"}
_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


@value
class Context:
    """What a page's `register` gets. `navigation`: address and key of the words of each page in the header."""

    settings: Settings
    base: Base
    navigation: list[tuple[str, str]]


@value
class View:
    """One visit of a page: `query` is what the address says, each name once; `lists`, all values of each name."""

    context: Context
    lang: str
    path: str
    query: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]

    def say(self, key: str, **parts: object) -> str:
        """The words of a key in texts/, with `{name}` in them filled."""
        found = words(self.lang)[key]
        return found.format(**parts) if parts else found

    def link(self, path: str, **query: object) -> str:
        """An address in this explorer that keeps the language; a tuple gives its name several values."""
        given = {name: part for name, part in query.items() if part not in (None, "", ())}
        if self.lang != self.context.settings.lang:
            given["lang"] = self.lang
        return f"{path}?{urlencode(given, doseq=True)}" if given else path

    async def ask(
        self, question: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> _Result:
        """The answer to a question that takes time (a query), asked aside so that others are served meanwhile."""
        return await asyncio.to_thread(question, *args, **kwargs)


Build = Callable[[View], Awaitable[Response | None] | None]


class _Page(ui.page):
    """A page whose `lang` is the visit's."""

    def resolve_language(self) -> Any:
        return _TAGS[_asked_language.get()]


def page(context: Context, path: str, title: str) -> Callable[[Build], Build]:
    """Registers a page: `title` is a key of the words. The function builds the content inside the frame.

    What it raises as `UsageError` is shown as one sentence; a response that it gives is the answer instead.
    """

    def registered(build: Build) -> Build:
        def visited(request: Request) -> Awaitable[Response | None]:
            view = visit(context, request)
            _asked_language.set(view.lang)  # here, not in the task that builds: the answer is made from this one
            return _framed(view, title, build)

        _Page(path, title="gongkai", response_timeout=30.0)(visited)
        return build

    return registered


def visit(context: Context, request: Request) -> View:
    """What a request asks for."""
    lang = language(request.query_params.get("lang"), context.settings.lang)
    asked = request.query_params
    lists = {name: tuple(asked.getlist(name)) for name in asked}
    return View(context=context, lang=lang, path=request.url.path, query=dict(asked), lists=lists)


async def _framed(view: View, title: str, build: Build) -> Response | None:
    ui.page_title(f"{view.say(title)} · gongkai")
    _header(view)
    with ui.element("div").classes("g-main").props("id=content tabindex=-1"):
        try:
            built = build(view)
            if inspect.isawaitable(built):
                return await built
        except UsageError as error:
            refused(view, str(error))
    return None


def _header(view: View) -> None:
    ui.add_head_html(f'<link rel="stylesheet" href="{assets.address("style.css")}">')
    markup(f'<a class="g-skip" href="#content">{say(view, "app.skip")}</a>')
    with ui.element("header").classes("g-header"):
        markup(_title(view), tag="div", classes="g-brand")
        markup(_navigation(view), tag="nav", classes="g-nav").props(f'aria-label="{view.say("app.navigation")}"')
        markup(_other_language(view), tag="div", classes="g-language")


def _title(view: View) -> str:
    settings = view.context.settings
    shown = f'<span class="g-release">{say(view, "app.release")} {escape(settings.release)}</span>'
    if settings.read_only:
        shown += f'<span class="g-release">{say(view, "app.read_only")}</span>'
    return f'<a href="{escape(view.link("/"))}">{say(view, "app.title")}</a>{shown}'


def _navigation(view: View) -> str:
    links = []
    for path, key in view.context.navigation:
        current = ' aria-current="page"' if path == view.path else ""
        links.append(f'<a href="{escape(view.link(path))}"{current}>{say(view, key)}</a>')
    return "".join(links)


def _other_language(view: View) -> str:
    other = next(lang for lang in LANGUAGES if lang != view.lang)
    query = {**view.lists, "lang": other}
    address = escape(f"{view.path}?{urlencode(query, doseq=True)}")
    return f'<a href="{address}" lang="{other}" hreflang="{other}">{say(view, "app.other_language")}</a>'


def say(view: View, key: str, **parts: object) -> str:
    """Words of a key, escaped for markup."""
    return escape(view.say(key, **parts))


def markup(text: str, *, tag: str = "div", classes: str = "") -> ui.html:
    """Markup whose every outside text the caller has escaped; the browser cleans it once more."""
    return ui.html(text, tag=tag).classes(classes)


def refused(view: View, sentence: str) -> None:
    """A sentence in place of what can't be shown."""
    ui.label(told(sentence, view.lang)).classes("g-refused").props("role=alert")
