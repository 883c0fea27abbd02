"""`fazhi doccano` against a live server: there and back without loss, twice without duplicates, and through its death."""

import io
import json
import os
import pty
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from fazhi.cli import app, main
from fazhi.doccano import session as session_module
from fazhi.doccano.kinds import KINDS, SPANS, Kind, entity_text
from fazhi.doccano.mapping import Document, Selection, documents
from fazhi.doccano.plan import Project
from fazhi.doccano.session import Session
from fazhi.errors import DoccanoError
from fazhi.gold.annotation import Gold, dump_gold, load_gold
from fazhi.gold.markup import read_markup
from tests.doccano_server import DoccanoServer

ROOT = Path(__file__).parents[1]
FAZHI = str(Path(sys.executable).with_name("fazhi"))
ODD = (
    "⟦¶title⟧⟦AGENCY|𠮷野县人民政府⟧２０２２年法治政府建设报告😀\n"
    "\n　\t\n"
    "⟦¶heading⟧\t一、工作　<b>&amp;情况</b>\u0085\u2028\n\n\n"
    "⟦¶progress disputes functions⟧　　👨‍👩‍👧⟦AGENCY|县司法局⟧受理\t⟦QUANTITY|１２件⟧，𪚥依据⟦LAW|《“行政”\\\\复议法》⟧ \ufeff\u200b（⟦DOC_NO|𠮷政发〔2022〕9号⟧）。\t\n"
    "⟦¶closing⟧2023年1月9日\n\n \n"
)
"""Emoji, joined emoji, characters beyond the BMP, full width, tabs, blank lines, separators that some take for line ends."""


class Done(NamedTuple):
    """A command that ended."""

    returncode: int
    stdout: str
    stderr: str


class Loop:
    """A server and what a test does at it, as one of its users."""

    def __init__(self, server: DoccanoServer, passwords: dict[str, str]) -> None:
        self.server, self.passwords = server, passwords

    def environment(self, user: str, **more: str) -> dict[str, str]:
        login = {"FAZHI_DOCCANO_USER": user, "FAZHI_DOCCANO_PASSWORD": self.passwords[user]}
        return {**os.environ, "FAZHI_DOCCANO_URL": self.server.url, **login, **more}

    def fazhi(self, *words: str | Path, user: str = "guan", **more: str) -> Done:
        """Run the command line here, for a process of its own takes a second to start; nobody is there to be asked."""
        out, err = io.StringIO(), io.StringIO()
        code: Any = 0
        with (
            patch.dict(os.environ, self.environment(user, **more)),
            patch.object(sys, "argv", ["fazhi", "doccano", *map(str, words)]),
            patch.object(sys, "stdin", io.StringIO()),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                main()
            except SystemExit as left:
                code = left.code
        done = Done(code or 0, out.getvalue(), err.getvalue())
        assert self.passwords[user] not in done.stdout + done.stderr
        return done

    def ok(self, *words: str | Path, user: str = "guan") -> str:
        done = self.fazhi(*words, user=user)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def session(self, user: str = "guan") -> Session:
        return Session(self.server.url, user, self.passwords[user])

    def project(self, kind: Kind, name: str) -> Project:
        with self.session() as session:
            found = session.project(kind, name)
        assert found
        return found

    def add_member(self, name: str, user: str) -> None:
        with self.session() as session:
            for kind in KINDS:
                session._client.post_members(self.project(kind, name).id, [user], ["annotator"])

    def finish(self, name: str, user: str, *, kinds: tuple[Kind, ...] = KINDS, report: str | None = None) -> None:
        """Mark documents as done, as the page's cross does."""
        with self.session(user) as session:
            for kind in kinds:
                found = session.project(kind, name)
                assert found
                for example in found.examples:
                    if report in (None, example.key.report):
                        session._client.post(f"v1/projects/{found.id}/examples/{example.id}/states", json={})


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    return write(read_markup(ODD, id="odd-2022", source="odd-2022.txt"), tmp_path / "odd")


@pytest.fixture
def two(tmp_path: Path, small: Gold) -> Path:
    write(read_markup(ODD, id="odd-2022", source="odd-2022.txt"), tmp_path / "two")
    return write(small, tmp_path / "two")


def write(gold: Gold, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / gold.report.source).write_bytes(gold.report.text.encode("utf-8"))
    (folder / f"{gold.report.id}.json").write_text(dump_gold(gold), "utf-8")
    return folder


def same(pulled: Path, annotations: Path, names: list[str] | None = None) -> None:
    names = names or sorted(path.name for path in annotations.glob("*.json"))
    assert sorted(path.name for path in pulled.glob("*.json")) == names
    for name in names:
        assert (pulled / name).read_bytes() == (annotations / name).read_bytes(), name


def assert_whole(project: Project, wanted: list[Document], annotator: str = "guan") -> None:
    """Each document is there once, with all its labels."""
    held = sorted((example.key, example.marks[annotator]) for example in project.examples)
    assert [key for key, _ in held] == sorted(document.key for document in wanted)
    assert dict(held) == {document.key: document.marks for document in wanted}


def wanted(annotations: Path, kind: Kind, texts: Path | None = None) -> list[Document]:
    golds = [load_gold(path, texts=texts) for path in sorted(annotations.glob("*.json"))]
    return [document for gold in golds for document in documents(Selection(gold), kind)]


def test_odd_texts_come_back_identical(loop: Loop, odd: Path, tmp_path: Path) -> None:
    plan = loop.ok("push", odd, "-p", "怪", "--dry-run")
    assert "怪 · 实体: a project to create, 1 documents to add, 5 labels on them" in plan
    assert loop.fazhi("status", "-p", "怪").returncode == 1, "a dry run made a project"
    loop.ok("push", odd, "-p", "怪")
    assert loop.ok("push", odd, "-p", "怪") == "怪 · 实体: nothing to do\n怪 · 段落: nothing to do\n"
    told = loop.ok("pull", odd, "-p", "怪", "-o", tmp_path / "dry", "--unfinished", "--dry-run")
    assert "5 entities, 4 paragraphs, 5 documents not done (not written)" in told
    assert not (tmp_path / "dry").exists()
    loop.ok("pull", odd, "-p", "怪", "-o", tmp_path / "out", "--unfinished")
    same(tmp_path / "out" / "guan", odd)


def test_by_paragraph_comes_back_identical(loop: Loop, odd: Path, tmp_path: Path) -> None:
    loop.ok("push", odd, "-p", "段", "--by-paragraph")
    assert len(loop.project(SPANS, "段").examples) == 4
    loop.ok("pull", odd, "-p", "段", "-o", tmp_path / "out", "--unfinished")
    same(tmp_path / "out" / "guan", odd)


def test_only_what_is_new_is_added(loop: Loop, odd: Path, two: Path) -> None:
    loop.ok("push", odd, "-p", "新")
    before = {example.id for example in loop.project(SPANS, "新").examples}
    assert "新 · 实体: 1 documents to add, 10 labels on them\n" in loop.ok("push", two, "-p", "新")
    after = loop.project(SPANS, "新")
    assert before < {example.id for example in after.examples}
    assert_whole(after, wanted(two, SPANS))


def test_suggestions_of_the_model(loop: Loop, two: Path) -> None:
    loop.ok("push", two / "gantang-2022.txt", "-p", "荐")
    (example,) = loop.project(SPANS, "荐").examples
    surfaces = {example.text[mark[0] : mark[1]] for mark in example.marks["guan"] if not isinstance(mark, str)}
    assert {"甘棠县人民政府", "县司法局", "12件", "甘政发〔2022〕9号"} <= surfaces
    loop.ok("push", two / "odd-2022.txt", "-p", "荐", "--bare")
    bare = [example for example in loop.project(SPANS, "荐").examples if example.key.report == "odd-2022"]
    assert [example.marks["guan"] for example in bare] == [frozenset()]


def test_labels_colours_keys_and_guideline(loop: Loop, odd: Path) -> None:
    loop.ok("push", odd, "-p", "样")
    with loop.session() as session:
        for kind in KINDS:
            project = loop.project(kind, "样")
            offered = session._client.get(f"v1/projects/{project.id}/{kind.types}")
            shown = [(t["text"], t["background_color"], t["suffix_key"]) for t in offered]
            assert shown == [tuple(label) for label in kind.offered]
            guideline = session._client.get_project_detail(project.id)["guideline"]
            assert guideline == (ROOT / "docs" / "annotation.md").read_text("utf-8").strip()


def test_two_annotators(loop: Loop, two: Path, tmp_path: Path) -> None:
    """bo takes the suggestions over and mends one; anna is done with one report; the admin sees both, each sees their own."""
    loop.ok("push", two, "-p", "双")
    refused = loop.fazhi("push", two, "-p", "双", user="anna")
    assert "user 'anna' may not create the project 双 · 实体" in refused.stderr
    for user in ("anna", "bo"):
        loop.add_member("双", user)
        told = loop.ok("push", two, "-p", "双", user=user)
        assert "双 · 实体: 2 documents there to label, 15 labels for those" in told
        assert "nothing to do" in loop.ok("push", two, "-p", "双", user=user)
    loop.finish("双", "anna", report="gantang-2022")
    with loop.session("bo") as session:
        spans = session.project(SPANS, "双")
        assert spans
        (mended,) = (example for example in spans.examples if example.key.report == "gantang-2022")
        for label in session._client.get_spans(spans.id, mended.id):
            if label["start_offset"] == 0:
                session._client.delete_span(spans.id, mended.id, label["id"])
    loop.finish("双", "bo", kinds=(SPANS,))
    assert "nothing to do" in loop.ok("push", two, "-p", "双", user="bo"), "a deleted label must not come back"

    status = loop.ok("status", "-p", "双")
    assert [line.split() for line in status.splitlines()] == [
        ["双", "·", "实体:", "2", "documents"],
        ["anna", "1", "done", "50.0", "%"],
        ["bo", "2", "done", "100.0", "%"],
        ["guan", "0", "done", "0.0", "%"],
        ["双", "·", "段落:", "12", "documents"],
        ["anna", "8", "done", "66.7", "%"],
        ["bo", "0", "done", "0.0", "%"],
        ["guan", "0", "done", "0.0", "%"],
    ]

    assert loop.ok("status", "-p", "双", user="anna") == status
    assert "would count what is done in 双 · 实体, 双 · 段落" in loop.ok("status", "-p", "双", "--dry-run")

    out = tmp_path / "out"
    told = loop.ok("pull", two, "-p", "双", "-o", out)
    assert "guan/gantang-2022.json: 9 documents not done" in told
    same(out / "anna", two, ["gantang-2022.json"])
    assert not (out / "guan").exists()
    bo = load_gold(out / "bo" / "gantang-2022.json", texts=two)
    assert (len(bo.entities), bo.paragraphs, bo.annotated) == (9, (), None)
    own = tmp_path / "own"
    loop.ok("pull", two, "-p", "双", "-o", own, user="anna")
    same(own / "anna", two, ["gantang-2022.json"])
    assert not (own / "bo").exists(), "one who is no admin sees others' labels"


def test_only_the_paragraphs_in_conflict_are_decided(loop: Loop, two: Path, small: Gold, tmp_path: Path) -> None:
    """What two annotators disagree about is pushed, decided, pulled, and put into what they agree about."""
    for name, entities in (("anna", small.entities), ("bo", small.entities[1:])):
        write(replace(small, entities=entities), tmp_path / name)
    merged = tmp_path / "merged"
    run_gold("merge", tmp_path / "anna", tmp_path / "bo", "-o", merged)
    words = (merged, "--texts", two, "-p", "定")
    told = loop.ok("push", *words, "--only", merged / "conflicts.jsonl")
    assert "定 · 实体: a project to create, 1 documents to add" in told
    assert "nothing to do" in loop.ok("push", *words, "--only", merged / "conflicts.jsonl")
    with loop.session() as session:
        project = loop.project(SPANS, "定")
        (example,) = project.examples
        assert example.key == ("gantang-2022", *small.report.paragraphs[0])
        first = small.entities[0]
        mark = (first.start, first.end, entity_text(first.label))
        session.label(project.id, SPANS, example, mark, project.types)
    loop.finish("定", "guan")
    loop.ok("pull", *words, "-o", tmp_path / "decisions")
    run_gold("decide", merged, tmp_path / "decisions" / "guan", "--texts", two, "-o", tmp_path / "final")
    assert (tmp_path / "final" / "gantang-2022.json").read_bytes() == (two / "gantang-2022.json").read_bytes()


def run_gold(*words: str | Path) -> None:
    done = CliRunner().invoke(app, ["gold", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output


def test_changed_text_is_refused(loop: Loop, two: Path, tmp_path: Path) -> None:
    loop.ok("push", two, "-p", "改")
    spans = loop.project(SPANS, "改")
    example = next(example for example in spans.examples if example.key.report == "gantang-2022")
    with loop.session() as session:
        session._client.update(f"v1/projects/{spans.id}/examples/{example.id}", {"text": example.text.replace("区", "匾").replace("全县", "全國")})  # fmt: skip
    done = loop.fazhi("pull", two, "-p", "改", "-o", tmp_path / "out", "--unfinished")
    assert done.returncode == 1
    assert (
        "guan: gantang-2022[0:167]: its text was changed in doccano at 42: expected '县扎实推进依法行政。"
        in done.stderr
    )
    same(tmp_path / "out" / "guan", two, ["odd-2022.json"])
    (two / "odd-2022.txt").write_text("另一文本\n", "utf-8")
    done = loop.fazhi("pull", two / "odd-2022.txt", "-p", "改", "-o", tmp_path / "again", "--unfinished")
    assert "pushed from another text than" in done.stderr
    assert "gantang-2022: not among the files given" in done.stderr
    assert not (tmp_path / "again").exists()


def test_wrong_password(loop: Loop, odd: Path) -> None:
    done = loop.fazhi("push", odd, "-p", "x", FAZHI_DOCCANO_PASSWORD="falsches-Wort")
    assert done.returncode == 1
    assert "doccano refuses user 'guan' with this password" in done.stderr
    assert "falsches-Wort" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_no_password_and_nobody_to_ask(loop: Loop, odd: Path) -> None:
    done = loop.fazhi("push", odd, "-p", "x", FAZHI_DOCCANO_PASSWORD="")
    assert (done.returncode, done.stdout) == (1, "")
    assert "set FAZHI_DOCCANO_USER and FAZHI_DOCCANO_PASSWORD" in done.stderr


def test_password_in_the_address_is_refused_and_not_repeated(loop: Loop, odd: Path) -> None:
    done = loop.fazhi("push", odd, "-p", "x", "--url", "http://guan:geheim@127.0.0.1:1/")
    assert done.returncode == 1
    assert "leave user and password out of the address" in done.stderr
    assert "geheim" not in done.stderr


def test_missing_project(loop: Loop, odd: Path, tmp_path: Path) -> None:
    for words in (["status"], ["pull", str(odd), "-o", str(tmp_path / "out")]):
        done = loop.fazhi(*words, "-p", "无")
        assert done.returncode == 1
        assert "user 'guan' is in no project named '无 · 实体' or '无 · 段落'; check --project" in done.stderr


def test_one_who_may_not_create_projects(loop: Loop, odd: Path) -> None:
    done = loop.fazhi("push", odd, "-p", "未", user="anna")
    assert done.returncode == 1
    assert "user 'anna' may not create the project 未 · 实体" in done.stderr


def test_password_is_asked_for_and_not_shown(loop: Loop, odd: Path) -> None:
    """In a terminal, with nothing in the environment."""
    environment = loop.environment("guan") | {"FAZHI_DOCCANO_USER": "", "FAZHI_DOCCANO_PASSWORD": ""}
    ours, theirs = pty.openpty()
    command = [FAZHI, "doccano", "push", str(odd), "-p", "问", "--dry-run"]
    with subprocess.Popen(
        command, env=environment, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True
    ) as asked:
        try:
            shown = read_until(ours, b"user:")
            os.write(ours, b"guan\n")
            shown += read_until(ours, b"Password: ")
            os.write(ours, loop.passwords["guan"].encode() + b"\n")
            out, _ = asked.communicate(timeout=60)
        finally:
            asked.kill()
    assert "问 · 实体: a project to create" in out.decode()
    os.set_blocking(ours, False)
    with suppress(OSError):
        shown += os.read(ours, 65_536)
    os.close(theirs)
    os.close(ours)
    assert asked.returncode == 0
    assert loop.passwords["guan"].encode() not in shown


def read_until(terminal: int, awaited: bytes) -> bytes:
    shown = b""
    while awaited not in shown:
        assert select.select([terminal], [], [], 60)[0], f"waited for {awaited!r}, read {shown!r}"
        shown += os.read(terminal, 1024)
    return shown


def test_project_that_counts_grapheme_clusters_is_refused(loop: Loop, odd: Path) -> None:
    loop.ok("push", odd, "-p", "簇", "--bare")
    with loop.session() as session:
        number = loop.project(SPANS, "簇").id
        session._client.update(f"v1/projects/{number}", {"grapheme_mode": True, "resourcetype": SPANS.resource_type})
    done = loop.fazhi("push", odd, "-p", "簇")
    assert done.returncode == 1
    assert "簇 · 实体 counts grapheme clusters" in done.stderr


def test_no_server(loop: Loop, odd: Path) -> None:
    done = loop.fazhi("push", odd, "-p", "x", "--url", "http://127.0.0.1:9/")
    assert done.returncode == 1
    assert "http://127.0.0.1:9/: lost when asked to log in (ConnectionRefusedError)" in done.stderr


@contextmanager
def answering(answers: dict[str, Any]) -> Iterator[str]:
    """A server that is no doccano, or an old one: it gives fixed answers by path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path.split("?")[0], "<html>")
            self.send_response(200)
            self.end_headers()
            self.wfile.write((body if isinstance(body, str) else json.dumps(body)).encode())

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_client_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "doccano_client", None)
    monkeypatch.setattr(sys, "argv", ["fazhi", "doccano", "status", "-p", "x"])
    with pytest.raises(SystemExit):
        main()
    assert "pip install 'fazhi[doccano]'" in capsys.readouterr().err


def test_old_server() -> None:
    old = {
        "/v1/auth/login/": {"key": "x"},
        "/v1/me": {"username": "guan"},
        "/swagger/": {"paths": {"/v1/projects": {}}},
    }
    with answering(old) as url, pytest.raises(DoccanoError, match=r"has not the interface of doccano 1\.8 \(it lacks"):
        Session(url, "guan", "pw")


def test_other_server() -> None:
    with answering({}) as url, pytest.raises(DoccanoError, match="no answer as doccano would give it"):
        Session(url, "guan", "pw")


def test_half_an_import_is_made_whole(loop: Loop, two: Path) -> None:
    """What a server leaves that dies between a batch's texts and its labels."""
    loop.ok("push", two / "odd-2022.json", "-p", "半")
    with loop.session() as session:
        for kind in KINDS:
            bare = [document for document in wanted(two, kind) if document.key.report == "gantang-2022"]
            session.upload(
                loop.project(kind, "半").id, [Document(*vars_of(document), frozenset()) for document in bare]
            )
    assert "1 documents there to label, 10 labels for those" in loop.ok("push", two, "-p", "半")
    for kind in KINDS:
        assert_whole(loop.project(kind, "半"), wanted(two, kind))


def vars_of(document: Document) -> tuple[Any, ...]:
    return document.key, document.sha256, document.file, document.section, document.text


def test_queue_that_is_not_served(loop: Loop, two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `doccano task` an import waits in the queue, and comes late: after the same texts were pushed again."""
    from fazhi.doccano.push import push

    monkeypatch.setattr(session_module, "_PATIENCE", 1.0)
    selections = [Selection(load_gold(path)) for path in sorted(two.glob("*.json"))]
    with loop.session() as session:
        loop.server.stop("tasks", kill=True)
        try:
            with pytest.raises(DoccanoError, match="task queue does not answer; start `doccano task`"):
                push(session, "迟", selections, dry_run=False, tell=print)
        finally:
            loop.server.start_tasks()
        monkeypatch.undo()
        push(session, "迟", selections, dry_run=False, tell=print)
    for kind in KINDS:
        assert_whole(loop.project(kind, "迟"), wanted(two, kind))


def test_server_that_dies_half_way(loop: Loop, tmp_path: Path) -> None:
    """A push of shipped gold during which the server is killed; the next push ends it; the pull gives identical files."""
    annotations = tmp_path / "annotations"
    annotations.mkdir()
    for path in sorted((ROOT / "annotations").glob("*.json"))[::4]:
        shutil.copy(path, annotations)
    command = [FAZHI, "doccano", "push", str(annotations), "--texts", str(ROOT / "corpus"), "-p", "断"]
    with subprocess.Popen(
        command, env=loop.environment("guan"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as pushing:
        assert pushing.stdout
        assert pushing.stderr
        for line in pushing.stdout:
            if "documents added" in line:
                loop.server.stop(kill=True)
                break
        told = pushing.stdout.read(), pushing.stderr.read()
    assert pushing.returncode == 1, told
    assert "run the same command again: nothing is added twice" in told[1]
    assert "Traceback" not in told[1]
    loop.server.start()
    texts = ("--texts", ROOT / "corpus", "-p", "断")
    assert "断 · 实体: " in loop.ok("push", annotations, *texts)
    for kind in KINDS:
        assert_whole(loop.project(kind, "断"), wanted(annotations, kind, ROOT / "corpus"))
    loop.ok("pull", annotations, *texts, "-o", tmp_path / "out", "--unfinished")
    same(tmp_path / "out" / "guan", annotations)
