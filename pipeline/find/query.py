"""What a question means: words, "phrases", AND, OR, NOT (or -), brackets → an expression of FTS5, and what to mark.

No punctuation of the asker's reaches FTS5, and none is an error: a bracket or quotation mark without its other half, an
operator without a word, are passed over.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.errors import UsageError
from pipeline.find.fold import RUN, folded
from pipeline.find.words import words
from pipeline.model import value

_LONGEST = 300
_DEEPEST = 10
"""Brackets within each other; FTS5 itself gives up at 28."""
_TOKEN = re.compile(
    r"[\"“”„‟＂](?P<a>[^\"“”„‟＂]*)[\"“”„‟＂]?|「(?P<b>[^」]*)」?|『(?P<c>[^』]*)』?"
    r"|(?P<open>[(（])|(?P<close>[)）])|(?P<bare>[^\s\"“”„‟＂「『()（）]+)"
)
_OPERATORS = {"AND": "AND", "&": "AND", "&&": "AND", "OR": "OR", "|": "OR", "||": "OR", "NOT": "NOT", "-": "NOT"}
_BETWEEN = r"[\W_]*"
_APART = r"[\W_]+"


@value
class Query:
    """`match`: the question as FTS5 takes it. `patterns`: regular expressions of what is marked in folded text."""

    match: str
    patterns: tuple[str, ...]


@value
class _Part:
    match: str
    patterns: tuple[str, ...]
    negated: bool = False


def parse(question: str) -> Query:
    """The question as it is asked of the index. Raises `UsageError` where it holds nothing to look for."""
    if len(question) > _LONGEST:
        raise UsageError(f"the question has {len(question)} characters; at most {_LONGEST} can be asked at once")
    part = _Reader(_tokens(question)).alternatives()
    if part is None:
        raise UsageError("the question holds no word to look for: give at least one letter, digit or Chinese character")
    if part.negated:
        raise UsageError("NOT alone leaves out but finds nothing: give a word to find before it")
    return Query(match=part.match, patterns=part.patterns)


def _tokens(question: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for token in _TOKEN.finditer(question):
        kind, said = token.lastgroup or "", token[token.lastgroup or 0]
        if kind == "bare":
            found.extend(_bare(said))
        else:
            found.append((kind if kind in ("open", "close") else "phrase", said))
    return found


def _bare(said: str) -> list[tuple[str, str]]:
    plain = unicodedata.normalize("NFKC", said)
    if plain in _OPERATORS:
        return [(_OPERATORS[plain], plain)]
    if plain.startswith("-"):
        return [("NOT", "-"), ("words", plain[1:])]
    return [("words", plain)]


class _Reader:
    """Reads tokens from the left; a part without any word is None."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.rest = tokens[::-1]

    def next_is(self, kind: str) -> bool:
        """Whether the next token is of this kind, and then takes it."""
        if self.rest and self.rest[-1][0] == kind:
            self.rest.pop()
            return True
        return False

    def alternatives(self, depth: int = 0) -> _Part | None:
        """Parts with OR between them, up to the closing bracket."""
        parts: list[_Part] = []
        while self.rest and not (depth and self.rest[-1][0] == "close"):
            self.next_is("OR")
            part = self.together(depth)
            parts.extend([part] if part is not None else [])
        if len(parts) > 1 and any(part.negated for part in parts):
            raise UsageError("NOT beside OR leaves out but finds nothing: give a word to find before NOT")
        return _joined(parts, "OR")

    def together(self, depth: int) -> _Part | None:
        """Parts that all must be there, and those that must not, up to OR."""
        wanted: list[_Part] = []
        unwanted: list[_Part] = []
        while self.rest and self.rest[-1][0] != "OR" and not (depth and self.rest[-1][0] == "close"):
            part = self.one(depth)
            if part is not None:
                (unwanted if part.negated else wanted).append(part)
        within, without = _joined(wanted, "AND"), _joined(unwanted, "OR")
        if within is None or without is None:
            return within or without
        return _Part(match=f"({within.match} NOT {without.match})", patterns=within.patterns)

    def one(self, depth: int) -> _Part | None:
        """A word, a phrase, a bracket, or one of them with NOT before it."""
        negated = False
        while self.rest and self.rest[-1][0] in ("NOT", "AND", "close"):
            negated ^= self.rest.pop()[0] == "NOT"
            if depth and self.rest and self.rest[-1][0] == "close":
                return None
        if not self.rest or self.rest[-1][0] == "OR":
            return None
        kind, said = self.rest.pop()
        if kind == "open":
            if depth == _DEEPEST:
                raise UsageError(f"the question has more than {_DEEPEST} brackets within each other; ask a simpler one")
            part = self.alternatives(depth + 1)
            self.next_is("close")
        else:
            part = _phrase(folded(said)) if kind == "phrase" else _words(folded(said))
        if part is None:
            return None
        return _Part(match=part.match, patterns=part.patterns, negated=part.negated ^ negated)


def _joined(parts: list[_Part], by: str) -> _Part | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    patterns = tuple(dict.fromkeys(pattern for part in parts for pattern in part.patterns))
    matches = dict.fromkeys(part.match for part in parts)
    negated = all(part.negated for part in parts)
    return _Part(match=f"({f' {by} '.join(matches)})", patterns=patterns, negated=negated)


def _words(plain: str) -> _Part | None:
    """Words without quotation marks: each must be there, anywhere."""
    if plain.isascii():
        return _phrase(plain)
    cut = (word for run in RUN.findall(plain) for word in ((run,) if run[0].isascii() else words(run)))
    return _joined([part for word in cut if (part := _phrase(word)) is not None], "AND")


def _phrase(plain: str) -> _Part | None:
    runs = RUN.findall(plain)
    return _Part(match=phrase(plain), patterns=(_pattern(runs),)) if runs else None


def phrase(plain: str, mark: str = "") -> str:
    """Folded text as a phrase of FTS5: its terms one after the other, each with `mark` before it."""
    *before, last = RUN.findall(plain)
    terms = [term for run in before for term in _of_run(run)]
    alone = not last[0].isascii() and len(last) == 1
    terms += _of_run(last) if last[0].isascii() or alone else _of_run(last)[:-1]
    return f'"{" ".join(mark + term for term in terms)}"' + (" *" if alone else "")


def _of_run(run: str) -> list[str]:
    return [run] if run[0].isascii() else [*map(str.__add__, run, run[1:]), run[-1]]


def _pattern(runs: list[str]) -> str:
    """The same as a regular expression over folded text: half of a number or of an English word is no match."""
    found = ""
    for index, run in enumerate(runs):
        last = runs[index - 1] if index else ""
        if last:
            found += _APART if last[0].isascii() == run[0].isascii() else _BETWEEN
        found += rf"(?<![a-z0-9]){run}(?![a-z0-9])" if run[0].isascii() else re.escape(run)
    return found
