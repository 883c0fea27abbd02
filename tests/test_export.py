"""`fazhi export` as people use it, what each format's consumers need, and pandas."""

import csv
import gc
import sqlite3
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import typer
from typer.testing import CliRunner

from fazhi.cli.export import To
from fazhi.cli.export import export as command
from fazhi.errors import FazhiError
from fazhi.export import EXPORTS, columns, csv_tables, export, module, parquet_tables, workbook
from fazhi.export.frames import Records, read_records
from fazhi.export.quick_reading import read_quickly
from fazhi.jsonl import dumps
from fazhi.records import Meta, Record
from tests.small_record import BODY, FORMULA, RECORD, TEXT


def write_jsonl(path: Path, *records: Record) -> Path:
    path.write_text("".join(dumps(record.as_json()) + "\n" for record in records), "utf-8")
    return path


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "records.jsonl", RECORD, replace(RECORD, id="云陂2022"))


def run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command("export")(command)
    done = CliRunner().invoke(app, list(arguments))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stderr


# The command line


def test_the_command_knows_every_format() -> None:
    assert [to.value for to in To] == list(EXPORTS)


@pytest.mark.parametrize("format", EXPORTS)
def test_command(format: str, pile: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    status, said = run(str(pile), "--to", format, "-o", str(output))
    assert status == 0
    assert said.startswith(f"2 reports → {output}")
    assert output.exists()
    assert not list(tmp_path.rglob("*.part"))


def test_two_reports_of_one_name(pile: Path, tmp_path: Path) -> None:
    with pytest.raises(FazhiError, match="甘棠/2022: two reports have this name"):
        run(str(pile), str(pile), "--to", "csv", "-o", str(tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []


def test_byte_order_mark(pile: Path, tmp_path: Path) -> None:
    run(str(pile), "--to", "csv", "-o", str(tmp_path / "out"), "--bom", "-q")
    assert (tmp_path / "out" / "entities.csv").read_bytes().startswith(b"\xef\xbb\xbfreport,")
    assert list(csv_tables.read(tmp_path / "out")) == list(read_quickly(pile))
    assert run(str(pile), "--to", "xlsx", "-o", str(tmp_path / "x.xlsx"), "--bom")[0] == 2


def test_a_place_that_cannot_be_written(pile: Path) -> None:
    with pytest.raises(FazhiError, match="cannot write there"):
        run(str(pile), "--to", "csv", "-o", "/proc/none/out")


@pytest.mark.parametrize(
    ("format", "library", "extra"),
    [("xlsx", "xlsxwriter", "xlsx"), ("parquet", "pyarrow", "parquet")],
)
def test_a_library_that_is_not_there(
    format: str, library: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(FazhiError, match=rf"needs {library}.*pip install 'fazhi\[{extra}\]'"):
        export([RECORD], format, tmp_path / "out")
    assert not list(tmp_path.rglob("*.*"))


def test_an_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(FazhiError, match="expected one of csv, xlsx"):
        export([RECORD], "docx", tmp_path / "out")


# Reading records


def test_quick_reading_is_reading(pile: Path) -> None:
    assert [record.id for record in read_quickly(pile)] == ["甘棠/2022", "云陂2022"]
    assert next(read_quickly(pile)) == RECORD


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "fazhi.report/0"}, "fazhi.report/1"),
        ({"entities": [{**RECORD.as_json()["entities"][0], "text": "市司法局"}]}, "市司法局"),
        ({"text": None}, "text"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_line_that_is_no_record(change: dict[str, object], said: str, pile: Path) -> None:
    with pile.open("a", encoding="utf-8") as out:
        out.write(dumps(RECORD.as_json() | change) + "\n")
    reading = read_quickly(pile)
    assert len([next(reading), next(reading)]) == 2
    with pytest.raises(FazhiError, match=said) as caught:
        next(reading)
    assert f"{pile}:3" in str(caught.value)


def test_a_lone_surrogate_is_read(tmp_path: Path) -> None:
    odd = replace(RECORD, id="odd", text=TEXT.replace("办结", "办\ud83d"))
    path = write_jsonl(tmp_path / "odd.jsonl", RECORD, odd, replace(RECORD, id="last"))
    assert [record.text for record in read_quickly(path)] == [TEXT, odd.text, TEXT]


# Tables


def test_tables_have_the_same_columns_everywhere(tmp_path: Path) -> None:
    for format in ("csv", "parquet", "sqlite", "xlsx"):
        export([RECORD], format, tmp_path / format)
    frames = read_records(write_jsonl(tmp_path / "r.jsonl", RECORD))
    with sqlite3.connect(tmp_path / "sqlite") as db:
        for table in columns.TABLES:
            with (tmp_path / "csv" / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
                assert tuple(next(csv.reader(file))) == table.names
            assert tuple(c[0] for c in db.execute(f"SELECT * FROM {table.name}").description) == table.names
            assert tuple(getattr(frames, table.name)().columns) == table.names
    db.close()
    (tmp_path / "xlsx").rename(tmp_path / "tables.xlsx")
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == [table.name for table in columns.TABLES]
    folder = tmp_path / "parquet"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(table.name for table in columns.TABLES)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", "'=1"])
def test_no_cell_is_a_formula(cell: str, tmp_path: Path) -> None:
    export([replace(RECORD, id=cell, source=cell, meta=Meta(title=cell))], "csv", tmp_path)
    for table in columns.TABLES:
        with (tmp_path / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["report"] == f"'{cell}"
                assert not any(text.startswith(tuple(csv_tables.FORMULA[:-1])) for text in row.values())


def test_a_cell_that_is_no_value_is_named(tmp_path: Path) -> None:
    export([RECORD], "csv", tmp_path)
    path = tmp_path / "entities.csv"
    path.write_text(path.read_text("utf-8").replace(",9,", ",nine,", 1), "utf-8")
    with pytest.raises(FazhiError, match=r"entities\.csv:2: .*nine"):
        list(csv_tables.read(tmp_path))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    export([RECORD], "csv", tmp_path)
    (tmp_path / "citations.csv").write_text("a,b\r\n", "utf-8")
    with pytest.raises(FazhiError, match=r"citations\.csv: expected the columns report, .*got a, b"):
        list(csv_tables.read(tmp_path))


def test_workbook_is_fit_to_look_at(tmp_path: Path) -> None:
    export([RECORD], "xlsx", tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    sheet = book["entities"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:V4")
    assert sheet.column_dimensions["A"].width > 20
    cells = {cell.value: cell.font.color.rgb for cell in sheet["D"][1:]}
    assert cells == {"AGENCY": "FF059669", "QUANTITY": "FFD97706", "LAW": "FF2563EB"}
    formula = [cell for cell in book["paragraphs"]["O"] if cell.value == FORMULA]
    assert [cell.data_type for cell in formula] == ["s"]
    assert [cell.value for cell in sheet["O"][1:]] == [None, 12, None]


def test_workbook_goes_on_in_further_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    pile = [replace(RECORD, id=str(number)) for number in range(3)]
    export(pile, "xlsx", tmp_path / "x.xlsx")
    names = openpyxl.load_workbook(tmp_path / "x.xlsx", read_only=True).sheetnames
    assert [name for name in names if name.startswith("entities")] == [
        "entities",
        *(f"entities {n}" for n in range(2, 6)),
    ]
    assert list(workbook.read(tmp_path / "x.xlsx")) == pile


def test_workbook_says_what_it_cannot_hold(tmp_path: Path) -> None:
    export([replace(RECORD, text=TEXT + "法😀" * 20_000)], "xlsx", tmp_path / "x.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "x.xlsx")["reports"]["U2"].value
    assert cell.endswith("…")
    assert len(cell.encode("utf-16-le")) <= 2 * 32_767
    with pytest.raises(FazhiError, match="甘棠/2022 was cut"):
        list(workbook.read(tmp_path / "x.xlsx"))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    export([RECORD, replace(RECORD, id="云陂2022")], "sqlite", tmp_path / "x.db")
    db = sqlite3.connect(tmp_path / "x.db")
    yield db
    db.close()


def test_database_is_whole(db: sqlite3.Connection) -> None:
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    references = {row[2] for row in db.execute("PRAGMA foreign_key_list(entities)")}
    assert references == {"reports", "paragraphs"}
    wrong = """SELECT count(*) FROM entities e JOIN reports r USING (report)
               WHERE substr(r.text, e.start + 1, e."end" - e.start) <> e.text"""
    assert db.execute(wrong).fetchone() == (0,)
    assert db.execute("SELECT sum(value) FROM entities WHERE unit = '件'").fetchone() == (24,)
    plan = str(
        db.execute("EXPLAIN QUERY PLAN SELECT * FROM entities WHERE label = 'LAW' AND canonical = 'x'").fetchall()
    )
    assert "entities_label_canonical" in plan


@pytest.mark.parametrize(
    ("words", "found"), [('"行政复议"', 2), ('"复议案"', 2), ('"行政诉讼"', 0), ('"司法局" AND "办结。"', 2)]
)
def test_database_finds_chinese(db: sqlite3.Connection, words: str, found: int) -> None:
    search = "SELECT p.text FROM paragraphs_fts f JOIN paragraphs p ON p.rowid = f.rowid WHERE f.text MATCH ?"
    assert db.execute(search, (words,)).fetchall() == [(BODY,)] * found


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database" * 200)
    with pytest.raises(FazhiError, match="no database of `fazhi export`"):
        list(module("sqlite").read(tmp_path / "x.db"))
    with pytest.raises(FazhiError, match="no such file"):
        list(module("sqlite").read(tmp_path / "none.db"))
    assert not (tmp_path / "none.db").exists()


def test_parquet_keeps_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet

    monkeypatch.setattr(parquet_tables, "GROUP", 2)
    export([RECORD, replace(RECORD, id="云陂2022")], "parquet", tmp_path)
    file = pyarrow.parquet.ParquetFile(tmp_path / "entities.parquet")
    assert (file.metadata.num_rows, file.metadata.num_row_groups) == (6, 2)
    types = {field.name: (str(field.type), field.nullable) for field in file.schema_arrow}
    assert types["start"] == ("int64", False)
    assert types["value"] == ("double", True)
    assert types["norm"] == ("string", False)


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx", "spacy"])
def test_tables_that_are_not_there(format: str, tmp_path: Path) -> None:
    with pytest.raises(FazhiError, match=str(tmp_path)):
        list(module(format).read(tmp_path / "none"))
    (tmp_path / "bad").write_bytes(b"no workbook")
    if format == "xlsx":
        with pytest.raises(FazhiError, match="no workbook of `fazhi export`"):
            list(module(format).read(tmp_path / "bad"))


# pandas


def test_pandas_in_two_lines(pile: Path) -> None:
    entities = read_records(pile).entities()
    assert list(entities.label[:3]) == ["AGENCY", "QUANTITY", "LAW"]
    assert list(entities.value[:3].fillna(0)) == [0, 12, 0]
    assert str(entities.start.dtype) == "int64"
    assert entities.norm[0] == {"canonical": "甘棠县司法局", "level": "county", "kind": "department"}
    assert list(entities.section.unique()) == ["一、化解争议"]
    reports = read_records(pile).reports()
    assert reports.year.tolist() == [2022, 2022]
    joined = entities.merge(reports, on="report", suffixes=("", "_of_report"))
    assert all(row.text_of_report[row.start : row.end] == row.text for row in joined.itertuples())
    paragraphs = read_records(pile).paragraphs()
    assert paragraphs.areas[1] == ["disputes", "capacity"]
    assert read_records(pile).citations().mentions.tolist() == [1, 1]


def test_records_can_be_read_again_and_from_a_folder(pile: Path) -> None:
    (pile.parent / "deep").mkdir()
    write_jsonl(pile.parent / "deep" / "a.jsonl", replace(RECORD, id="a"))
    records = read_records(pile.parent)
    assert [r.id for r in records] == [r.id for r in records] == ["a", "甘棠/2022", "云陂2022"]
    assert repr(Records(["a.jsonl"])) == "Records(a.jsonl)"
    with pytest.raises(FazhiError, match="no records there"):
        read_records(pile.parent / "nothing")


def test_empty_frames_have_their_columns(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("", "utf-8")
    assert read_records(tmp_path / "empty.jsonl").entities().start.dtype == "int64"


def test_no_pandas(pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(FazhiError, match=r"pip install 'fazhi\[pandas\]'"):
        read_records(pile).reports()


# Memory


@pytest.mark.parametrize("format", [format for format in EXPORTS if format not in ("spacy", "parquet")])
def test_memory_does_not_grow(format: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    long = replace(RECORD, text=TEXT + "法" * 20_000)

    runs = iter("abcdef")

    def pile(reports: int) -> Iterator[Record]:
        for number in range(reports):
            gc.collect()  # what is held counts, not when the collector last came by
            yield replace(long, id=str(number))

    def peak(reports: int) -> int:
        tracemalloc.start()
        export(pile(reports), format, tmp_path / f"{format}{reports}{next(runs)}")
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(2)  # imports
    gc.freeze()  # the collector need not look at all that other tests hold
    request.addfinalizer(gc.unfreeze)
    # twice, as the interpreter's own tables (of interned names) may grow once on the way
    assert min(peak(150), peak(150)) < peak(15) + 1_000_000 < 150 * 20_000 * 2
