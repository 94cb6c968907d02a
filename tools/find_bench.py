"""How long `find` takes at scale, on made-up sections: the index built, built again, changed; questions answered.

python -m tools.find_bench 25000 100000
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import divisions
from pipeline.errors import UsageError
from pipeline.find import Filters, build, opened, search
from pipeline.find.search import Order
from pipeline.parse.headings import canonical_names
from pipeline.publish.schemas import schema

_YEARS = range(2019, 2025)
_KINDS = ("人民政府", "教育局", "司法局", "财政局", "民政局", "交通运输局", "卫生健康委员会", "市场监督管理局")
_WHO = [
    "全县各级",
    "机关各科室",
    "各镇街道",
    "有关部门",
    "基层单位",
    "政务公开办",
    "工作人员",
    "本机关",
    "业务股室",
    "社区",
]
_HOW = [
    "持续",
    "进一步",
    "不断",
    "依法",
    "及时",
    "全面",
    "认真",
    "主动",
    "规范",
    "严格",
    "着力",
    "积极",
    "稳步",
    "有序",
]
_DID = [
    "推进",
    "加强",
    "完善",
    "落实",
    "开展",
    "健全",
    "办理",
    "发布",
    "更新",
    "梳理",
    "公开",
    "回应",
    "优化",
    "拓展",
    "强化",
    "组织",
]
_WHAT = [
    "政府信息公开",
    "依申请公开",
    "主动公开目录",
    "政策解读",
    "政务新媒体",
    "政府网站集约化",
    "基层政务公开标准化",
    "公文属性源头认定",
    "热线诉求",
    "行政规范性文件",
    "重点领域信息",
    "财政预决算",
    "营商环境",
    "乡村振兴",
    "义务教育",
    "食品药品监管",
    "公共资源配置",
    "环境保护",
    "征地补偿",
    "业务培训",
    "监督考核",
    "社会评议",
    "责任追究",
    "保密审查",
    "档案管理",
    "信息发布审核",
    "公开专区",
    "线下查阅点",
    "政务服务大厅",
    "民生实事",
]
_SO = [
    "意识不强",
    "力量薄弱",
    "更新不及时",
    "形式单一",
    "质量有待提高",
    "覆盖面不够",
    "人员变动频繁",
    "渠道不畅",
    "解读不够深入",
    "机制不健全",
    "成效明显",
    "群众满意度提升",
    "未收到投诉",
    "按期办结",
    "无收费情况",
    "取得实效",
]


def _sentences(draw: random.Random, count: int) -> list[str]:
    places = sorted(divisions.divisions())
    made = []
    for _ in range(count):
        body = draw.choice(_WHO) + draw.choice(_HOW) + draw.choice(_DID) + draw.choice(_WHAT)
        more = f"，{draw.choice(_HOW)}{draw.choice(_DID)}{draw.choice(_WHAT)}" if draw.random() < 0.6 else ""
        where = f"赴{draw.choice(places)}学习，" if draw.random() < 0.1 else ""
        end = f"{draw.randrange(3000)}{draw.choice('条件次期人')}" if draw.random() < 0.4 else draw.choice(_SO)
        made.append(f"{where}{body}{more}，{end}。")
    return made


def write(folder: Path, reports: int) -> int:
    """Writes the datasets `reports` and `sections` of so many made-up reports; gives the characters of their text."""
    draw = random.Random(reports)
    pool = _sentences(draw, 60_000)
    weights = [1 / rank**0.8 for rank in range(1, len(pool) + 1)]
    cumulated = [0.0]
    for weight in weights:
        cumulated.append(cumulated[-1] + weight)
    named = [row for rows in divisions.by_code().values() for row in rows[-1:] if row.level == "county"]
    characters = 0
    for year in _YEARS:
        for dataset in ("reports", "sections"):
            (folder / dataset / f"year={year}").mkdir(parents=True)
        files = {name: folder / name / f"year={year}" / "part-0.parquet" for name in ("reports", "sections")}
        with (
            pq.ParquetWriter(files["reports"], schema("reports"), compression="zstd") as about,
            pq.ParquetWriter(files["sections"], schema("sections"), compression="zstd") as texts,
        ):
            own = range(reports // len(_YEARS))
            for start in range(0, len(own), 500):
                facts, rows = [], []
                for number in own[start : start + 500]:
                    name = f"{year}{number:016}"
                    division = named[number % len(named)]
                    kind = _KINDS[number // len(named) % len(_KINDS)]
                    facts.append({"report_id": name, "agency": division.name + kind, "province": division.province})
                    rows += _sections(draw, name, pool, cumulated)
                characters += sum(len(row["text"]) for row in rows)
                about.write_table(pa.Table.from_pylist(facts, schema=schema("reports")))
                texts.write_table(pa.Table.from_pylist(rows, schema=schema("sections")))
    return characters


def _sections(draw: random.Random, name: str, pool: list[str], cumulated: list[float]) -> list[dict[str, object]]:
    names = canonical_names()
    found: list[dict[str, object]] = []
    for ordinal in range(1, draw.randint(6, 15) + 1):
        sentences = draw.choices(pool, cum_weights=cumulated[1:], k=draw.randint(4, 18))
        canonical = names[ordinal % len(names)]
        found.append(
            {
                "report_id": name,
                "ordinal": ordinal,
                "level": 1,
                "heading": f"（{ordinal}）{draw.choice(_WHAT)}情况",
                "canonical": canonical,
                "text": "".join(sentences),
            }
        )
    return found


def questions(draw: random.Random, count: int) -> list[tuple[str, Filters]]:
    """Words, phrases, pieces of sentences, operators; half of them with filters."""
    pool = _sentences(random.Random(1), 4000)
    provinces = sorted({row.province for rows in divisions.by_code().values() for row in rows})
    made = []
    for _ in range(count):
        sentence = draw.choice(pool)
        start = draw.randrange(max(1, len(sentence) - 8))
        a, b = draw.choice(_WHAT), draw.choice(_SO)
        question = draw.choice(
            [a, b, draw.choice(_DID), f"{a} {b}", f'"{sentence[start : start + 7]}"', f"{a} OR {b}", f"{a} NOT {b}",
             f"{draw.choice(_HOW)}{draw.choice(_DID)}{a}", f'"{a}，{draw.choice(_HOW)}"', str(draw.randrange(3000)), sentence[:20]]
        )  # fmt: skip
        filters = draw.choice(
            [
                Filters(),
                Filters(),
                Filters(years=(draw.choice(_YEARS),)),
                Filters(provinces=(draw.choice(provinces),), sections=("problems",)),
                Filters(agency=draw.choice(sorted(divisions.divisions()))),
            ]
        )
        made.append((question, filters))
    return made


def _timed(index: Path, asked: Sequence[tuple[str, Filters]], order: Order) -> None:
    base = opened(index)
    search(base, "政府信息公开加载词典")
    times, totals = [], 0
    for question, filters in asked:
        start = time.perf_counter()
        try:
            totals += bool(search(base, question, filters, order=order).total)
        except UsageError:
            continue
        times.append((1000 * (time.perf_counter() - start), question, filters))
    times.sort(key=lambda item: item[0])
    cut = [times[int(len(times) * share)][0] for share in (0.5, 0.95)]
    print(
        f"  {order}: {len(times)} questions, {totals} with hits: median {cut[0]:.1f}, p95 {cut[1]:.1f} ms", flush=True
    )
    for slow in times[-5:]:
        print(f"    {slow[0]:.0f} ms: {slow[1]} {slow[2]}")


def main() -> None:
    """Prints the times for each number of reports given."""
    for count in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory(prefix="gongkai-find-") as name:
            folder, index = Path(name) / "data", Path(name) / "index.sqlite"
            characters = write(folder, count)
            start = time.perf_counter()
            build(folder, index)
            took = time.perf_counter() - start
            rows = opened(index).base.execute("SELECT count(*) FROM sections").fetchone()[0]
            print(
                f"{count} reports, {rows} sections, {characters / 1e6:.0f} million characters: index in {took:.0f} s "
                f"({1000 * took / count:.2f} ms a report), {index.stat().st_size / 2**20:.0f} MiB",
                flush=True,
            )
            start = time.perf_counter()
            build(folder, index)
            print(f"  unchanged again: {1000 * (time.perf_counter() - start):.0f} ms")
            file = folder / "sections" / "year=2024" / "part-0.parquet"
            table = pq.ParquetFile(file).read()
            place = table.schema.get_field_index("text")
            texts = table["text"].to_pylist()
            texts[0] = "改动了一处。"
            pq.write_table(table.set_column(place, table.schema.field(place), pa.array(texts)), file)
            start = time.perf_counter()
            build(folder, index)
            print(f"  one report of one year changed: {time.perf_counter() - start:.1f} s", flush=True)
            asked = questions(random.Random(7), 400)
            for order in ("newest", "relevance"):
                _timed(index, asked, order)


if __name__ == "__main__":
    main()
