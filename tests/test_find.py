"""find: every section that holds the words, marked as printed; filters; an index that follows the data; files safe."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.find import Filters, Index, build, every, opened, parse, refreshed, search, spans
from pipeline.find.fold import folded, with_places
from pipeline.find.words import shipped
from pipeline.parse.dictionary import cutter
from pipeline.publish.schemas import schema
from tests.conftest import gongkai

TEXTS = {
    ("a", 2023, "澄原县人民政府", "河北省"): [
        ("overview", "一、总体情况", "全年主动公开政府信息214条，办结依申请公开12件。12345热线畅通。"),
        ("problems", "五、存在的主要问题及改进情况", "一是基层力量薄弱，公开意识不强。二是政务新媒体更新不及时。"),
    ],
    ("b", 2022, "云岫区教育局", "浙江省"): [
        ("problems", "五、存在的主要问题", "政 府 網 站 集約化建設滯後；ＡＰＰ 使用率低。\n=公开意识有待加强。"),
    ],
    ("c", 2023, "澄原县教育局", "河北省"): [
        ("overview.proactive", "（一）主动公开情况", "不予公开3件。公开，信息更新2123456次。"),
    ],
}


def write(folder: Path, texts: dict[tuple[str, int | None, str, str], list[tuple[str, str, str]]] = TEXTS) -> Path:
    for year in {key[1] for key in texts}:
        own = {key: rows for key, rows in sorted(texts.items()) if key[1] == year}
        reports = [
            {"report_id": name, "agency": agency, "province": province, "source_file": f"{name}.pdf", "url": None}
            for name, _, agency, province in own
        ]
        sections = [
            {
                "report_id": key[0],
                "ordinal": place,
                "level": 1,
                "canonical": canonical,
                "heading": heading,
                "text": text,
            }
            for key, rows in own.items()
            for place, (canonical, heading, text) in enumerate(rows, start=1)
        ]
        for dataset, rows in (("reports", reports), ("sections", sections)):
            path = folder / dataset / ("" if year is None else f"year={year}") / "part-0.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows, schema=schema(dataset)), path)
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return refreshed(write(tmp_path_factory.mktemp("find")))


def found(index: Index, question: str, **filters: object) -> list[tuple[str, int]]:
    return [(hit.report_id, hit.ordinal) for hit in search(index, question, Filters(**filters)).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("公开意识", [("a", 2), ("b", 1)]),
        ("公開意識", [("a", 2), ("b", 1)]),
        ("政府网站", [("b", 1)]),
        ("app", [("b", 1)]),
        ("ａｐｐ使用率", [("b", 1)]),
        ("214", [("a", 1)]),
        ("21", []),
        ("12345热线", [("a", 1)]),
        ('"公开信息"', []),
        ('"公开，信息"', [("c", 1)]),
        ("力量 新媒体", [("a", 2)]),
        ("新媒体薄弱", [("a", 2)]),
        ("力量薄弱 AND 网站", []),
        ("薄弱 OR 滞后", [("a", 2), ("b", 1)]),
        ("公开意识 NOT 薄弱", [("b", 1)]),
        ("公开意识 -薄弱", [("b", 1)]),
        ("(薄弱 OR 滞后) NOT ＡＰＰ", [("a", 2)]),
        ("不予公开", [("c", 1)]),
        ("条", [("a", 1)]),
        ("存在的主要问题", [("a", 2), ("b", 1)]),
        ("澄原县", []),
    ],
)
def test_finds_what_is_printed(index: Index, question: str, expected: list[tuple[str, int]]) -> None:
    assert found(index, question) == expected


def test_filters(index: Index) -> None:
    assert found(index, "公开", years=(2022,)) == [("b", 1)]
    assert found(index, "公开", provinces=("浙江",)) == [("b", 1)]
    assert found(index, "公开", sections=("overview",)) == [("a", 1), ("c", 1)]
    assert found(index, "公开", sections=("存在的问题及改进情况",)) == [("a", 2), ("b", 1)]
    assert found(index, "公开", agency="教育局") == [("c", 1), ("b", 1)]
    assert found(index, "公开", agency="澄原县", sections=("problems",), years=(2022, 2023)) == [("a", 2)]
    for wrong in ({"provinces": ("火星",)}, {"sections": ("喜讯",)}, {"agency": "？"}):
        with pytest.raises(UsageError):
            found(index, "公开", **wrong)


def test_pages_and_orders(index: Index) -> None:
    whole = search(index, "公开")
    assert (whole.total, whole.more, len(whole.hits)) == (4, False, 4)
    assert search(index, "公开", limit=2, offset=1).hits == whole.hits[1:3]
    ranked = search(index, "公开", order="relevance").hits
    assert {hit.report_id for hit in ranked} == {"a", "b", "c"}
    assert list(every(index, "公开")) == list(whole.hits)


def test_relevance_puts_headings_and_frequent_words_first(index: Index) -> None:
    """公开 stands in c's heading and twice in its text, twice in a's first text, once in the others."""
    ranked = [(hit.report_id, hit.ordinal) for hit in search(index, "公开", order="relevance").hits]
    assert ranked[:2] == [("c", 1), ("a", 1)]
    (other,) = search(index, "政府网站集约化", order="relevance").hits  # printed 政 府 網 站 集約化
    assert other.report_id == "b"


@pytest.mark.parametrize(
    "run", ["政府信息公开申请", "义务教育", "公共资源配置", "专职人员不足", "行政复议和行政诉讼", "公开意识有待加强"]
)
def test_common_words_are_cut_without_jieba_as_jieba_cuts_them(run: str) -> None:
    assert shipped(run) == list(cutter().cut(run, HMM=False))


def test_marks_stand_in_the_text_as_printed(index: Index) -> None:
    (hit,) = search(index, "政府网站集约化").hits
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marked] == ["政 府", "網 站", "集約化"]
    (hit,) = search(index, "主要问题 意识", Filters(agency="澄原")).hits
    assert [hit.heading[start:end] for start, end in hit.marked_heading] == ["主要问题"]


@pytest.mark.parametrize(
    "question", ["", "，。", "NOT 公开", "(", '""', "-", "a OR NOT b", "公" * 301, "(a OR b " * 30]
)
def test_questions_without_anything_to_find_are_one_sentence(index: Index, question: str) -> None:
    with pytest.raises(UsageError):
        search(index, question)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("公开ab1 \"“”()（）ANDORNOT-*:^{}+'，。\\%\n「」|&")))
def test_no_punctuation_is_an_error_of_the_engine(index: Index, question: str) -> None:
    try:
        search(index, question)
    except UsageError as error:
        assert str(error)


@given(st.text(st.sampled_from("公開 ＡＰP\n１２，㎡㈱ e\u0301\u200b政府")))
def test_places_and_terms_agree(printed: str) -> None:
    plain, places = with_places(printed)
    assert plain == folded(printed)
    assert len(places) == len(plain) and places == sorted(places)
    for start, end in spans(printed, parse("公开")):
        assert folded(printed[start:end]) == "公开" * (len(folded(printed[start:end])) // 2)


def test_index_follows_the_data(tmp_path: Path) -> None:
    folder, texts = tmp_path / "data", dict(TEXTS)
    path = folder / ".find.sqlite"
    assert build(write(folder), path)
    assert not build(folder, path)
    before = path.read_bytes()
    write(folder)
    assert not build(folder, path), "the same bytes again are no change"
    assert len(path.read_bytes()) == len(before)
    key = ("c", 2023, "澄原县教育局", "河北省")
    texts[key] = [("other", "六、其他", "本年收取信息处理费。")]
    texts["d", 2021, "苍溪市人民政府", "四川省"] = [("other", "六、其他", "信息处理费无。")]
    del texts["a", 2023, "澄原县人民政府", "河北省"]
    seen: list[tuple[int, int]] = []
    changed = refreshed(write(folder, texts), advance=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)], "only the two years that changed are read"
    assert found(changed, "信息处理费") == [("c", 1), ("d", 1)]
    assert found(changed, "公开") == [("b", 1)]
    assert changed.base.execute("SELECT count(*) FROM words").fetchone() == (3,)
    changed.close()
    path.write_bytes(b"no index at all" * 100)
    assert found(refreshed(folder), "公开") == [("b", 1)]


def test_reports_without_a_year_are_found_and_follow_the_data_too(tmp_path: Path) -> None:
    undated = ("e", None, "苍溪市人民政府", "四川省")
    folder = write(tmp_path, {**TEXTS, undated: [("other", "六、其他", "公开意识较强。")]})
    index = refreshed(folder)
    assert found(index, "公开意识较强") == [("e", 1)] == found(index, "公开意识", agency="苍溪市")
    index.close()
    write(folder, {undated: [("other", "六、其他", "公开意识较弱。")]})
    assert found(refreshed(folder), "公开意识", agency="苍溪市") == [("e", 1)]
    assert not found(refreshed(folder), "公开意识较强")


def test_another_file_under_the_index_name_stays(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is no index"):
        refreshed(write(tmp_path / "data"), tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("count", [900, 1500], ids=["changed in place", "built aside"])
def test_a_killed_build_leaves_the_last_whole_index(tmp_path: Path, count: int) -> None:
    many = {
        (f"{number:05}", 2023, "澄原县人民政府", "河北省"): [("problems", "五、问题", f"公开意识{number}。" * 40)]
        for number in range(count)
    }
    folder = write(tmp_path / "data")
    refreshed(folder).close()
    write(folder, many)
    code = "import sys; from pipeline.find import refreshed; refreshed(sys.argv[1])"
    for wait in (0.6, 0.8, 1.0):
        process = subprocess.Popen([sys.executable, "-c", code, str(folder)])
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        whole = search(opened(folder / ".find.sqlite"), "公开意识")
        assert whole.total in (2, count + 1)
    assert search(refreshed(folder), "公开意识").total == count + 1


def test_command(tmp_path: Path) -> None:
    folder = str(write(tmp_path / "data"))
    done = gongkai("find", "公开意识", "--in", folder)
    assert done.returncode == 0, done.stderr
    assert "【公开意识】不强" in done.stdout and "2 sections found, 2 shown." in done.stdout
    as_json = json.loads(gongkai("find", "公开意识", "--in", folder, "--year", "2022", "--json").stdout)
    assert [(hit["report_id"], hit["matched"]) for hit in as_json["hits"]] == [("b", ["公开意识"])]
    for form in ("csv", "jsonl", "xlsx"):
        done = gongkai("find", "公开意识", "--in", folder, "--out", str(tmp_path / f"hits.{form}"))
        assert done.stdout.startswith("2 sections found.")
    with (tmp_path / "hits.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[1]["snippet"].startswith("'=公开意识")
    sheet = openpyxl.load_workbook(tmp_path / "hits.xlsx").active
    assert sheet is not None and sheet["F3"].data_type == "s" and str(sheet["F3"].value).startswith("=公开意识")
    assert len((tmp_path / "hits.jsonl").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("公开", "--in", "nowhere"), "holds no release"),
        (("，", "--in", "DATA"), "no word to look for"),
        (("公开", "--in", "DATA", "--out", "hits.pdf"), "no format 'pdf'"),
        (("公开", "--in", "DATA", "--order", "best"), "no order 'best'"),
        (("公开", "--in", "DATA", "--offset", "9" * 20), "offset 0 to"),
    ],
)
def test_wrong_calls_are_one_sentence(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    folder = str(write(tmp_path / "data"))
    done = gongkai("find", *(folder if item == "DATA" else item for item in arguments))
    assert done.returncode == 2
    assert words in done.stderr and "Traceback" not in done.stderr
