"""A session with a doccano server: the only file that talks to it, through doccano-client.

What goes wrong comes out as `DoccanoError`, which says what was being done and never holds the password. Requests that only
read are tried again; requests that write never are, since planning again is what tells whether they arrived.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from doccano_client import DoccanoClient
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from fazhi.doccano.examples import from_exports, from_listing, unpacked
from fazhi.doccano.kinds import Kind, LabelType
from fazhi.doccano.mapping import Document, Example, Mark
from fazhi.doccano.plan import Project
from fazhi.doccano.refusals import reason, refusal
from fazhi.errors import DoccanoError

TRIED = "1.8"
"""The series of doccano servers that this was made for and is tested with."""
_NEEDED = (
    "/v1/tasks/status/{task_id}",
    "/v1/projects/{project_id}/upload",
    "/v1/projects/{project_id}/download",
    "/v1/projects/{project_id}/span-types",
    "/v1/projects/{project_id}/category-types",
    "/v1/projects/{project_id}/my-role",
    "/v1/projects/{project_id}/metrics/member-progress",
)
_PAGE = 500
_TIMEOUT = (10, 120)
"""Seconds to connect, and to wait for an answer."""
_PATIENCE = 60.0
"""Seconds after which a job that is not finished makes us ask whether anyone works on it."""


class _Adapter(HTTPAdapter):
    """A connection that does not wait for ever."""

    def send(self, request: Any, *args: Any, **options: Any) -> Any:
        options["timeout"] = options.get("timeout") or _TIMEOUT
        return super().send(request, *args, **options)


class _PatientClient(DoccanoClient):  # type: ignore[misc]
    """doccano-client with time limits, and with errors where it would go on with the server's refusal as if it were data."""

    def _login(self, username: str, password: str) -> Any:
        retry = Retry(total=3, backoff_factor=0.3, allowed_methods={"GET"})
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, _Adapter(max_retries=retry))
        self.session.hooks["response"] = [lambda response, **_: response.raise_for_status()]
        return super()._login(username, password)


class Session:
    """A user logged in at a server."""

    def __init__(self, url: str, user: str, password: str) -> None:
        """Log in, and check that the server is one that we can work with.

        Raises:
            DoccanoError: No doccano answers there, it refuses the user or the password, or it is of another version.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise DoccanoError("expected the server's address as http://HOST:PORT")
        if parts.username or parts.password:
            raise DoccanoError(
                "leave user and password out of the address; they go in FAZHI_DOCCANO_USER and FAZHI_DOCCANO_PASSWORD"
            )
        self.url = url.rstrip("/") + "/"
        self.user = user
        with self._while("log in"):
            self._client = _PatientClient(self.url, user, password)
            self._client.get_me()
        self._check_version()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.session.close()

    def project(self, kind: Kind, name: str) -> Project | None:
        """Read a group's project of this kind with everything in it; None if this user has none of that name.

        Raises:
            DoccanoError: There are several of that name, or one of another kind.
        """
        if not (entry := self._find(kind, name)):
            return None
        number, full = entry["id"], entry["name"]
        with self._while(f"read {full}"):
            admin = self._client.get(f"v1/projects/{number}/my-role")["rolename"] == "project_admin"
            types = self._client.get(f"v1/projects/{number}/{kind.types}")
        mine = "all" if entry["collaborative_annotation"] else self.user
        return Project(
            id=number,
            kind=kind,
            name=full,
            mine=mine,
            admin=admin,
            types={entry["text"]: entry["id"] for entry in types},
            examples=self._exported(number, full) if admin else self._listed(number, kind, types, full, mine),
        )

    def create_project(self, kind: Kind, name: str, guideline: str) -> int:
        """Create a project and give its number."""
        with self._while(f"create the project {name}"):
            made = self._client.create_project(
                name=name,
                description=kind.about,
                project_type=kind.project_type,
                guideline=guideline,
                resourcetype=kind.resource_type,
            )
        return int(made["id"])

    def offer(self, project: int, kind: Kind, labels: Sequence[LabelType]) -> dict[str, int]:
        """Add labels to what a project offers, all or none, and give the numbers of all it offers by their text."""
        offered = [
            {"text": label.text, "backgroundColor": label.colour, "textColor": "#ffffff"}
            | ({"suffixKey": label.key} if label.key else {})
            for label in labels
        ]
        with self._while("offer labels"):
            if offered:
                lines = io.BytesIO(json.dumps(offered).encode("ascii"))
                self._client.post(f"v1/projects/{project}/{kind.type_upload}", files={"file": lines}, as_json=False)
            return {entry["text"]: entry["id"] for entry in self._client.get(f"v1/projects/{project}/{kind.types}")}

    def upload(self, project: int, documents: Sequence[Document]) -> None:
        """Add documents with their labels, and wait until the server has them."""
        lines = io.BytesIO("".join(json.dumps(document.line()) + "\n" for document in documents).encode("ascii"))
        lines.name = "fazhi.jsonl"
        doing = f"add {len(documents)} documents"
        with self._while(doing):
            job = self._client.post_doc_upload_binary(project, [lines], encoding="utf_8", format="JSONL")
        result = self._finished(job["task_id"], doing)
        if problems := (result or {}).get("error"):
            raise DoccanoError(f"{self.url}: doccano refused to {doing}: {problems[0].get('message', problems[0])}")

    def label(self, project: int, kind: Kind, example: Example, mark: Mark, types: dict[str, int]) -> None:
        """Add one of the user's labels to a document."""
        text = mark if isinstance(mark, str) else mark[2]
        offsets = {} if isinstance(mark, str) else {"start_offset": mark[0], "end_offset": mark[1]}
        with self._while(f"label {example.key.report}"):
            self._client.post(
                f"v1/projects/{project}/examples/{example.id}/{kind.labels}",
                json={"label": types[text], "prob": 0, **offsets},
            )

    def delete(self, project: int, examples: Iterable[Example]) -> None:
        """Delete documents."""
        for example in examples:
            with self._while("delete a copy"):
                self._client.delete_example(project, example.id)

    def progress(self, kind: Kind, name: str) -> tuple[int, dict[str, int]] | None:
        """How many documents a project has, and how many each annotator has marked as done; None if there is no project."""
        if not (entry := self._find(kind, name)):
            return None
        with self._while(f"count in {entry['name']}"):
            found = self._client.get_metrics_member_progress(entry["id"])
            return int(found["total"]), {each["user"]: int(each["done"]) for each in found["progress"]}

    def _find(self, kind: Kind, name: str) -> dict[str, Any] | None:
        full = kind.project_name(name)
        with self._while("list the projects"):
            found = [entry for entry in self._pages("v1/projects") if entry["name"] == full]
        if len(found) > 1 or (found and found[0]["project_type"] != kind.project_type):
            types = ", ".join(entry["project_type"] for entry in found)
            raise DoccanoError(
                f"{self.url}: expected one project {full!r} for {kind.project_type}, got {types}; rename the others"
            )
        if found and found[0].get("grapheme_mode"):
            raise DoccanoError(
                f"{self.url}: {full} counts grapheme clusters, so that its offsets are not known here; "
                "switch that off in its settings before anything is annotated"
            )
        return found[0] if found else None

    def _check_version(self) -> None:
        with self._while("tell its version"):
            described = self._client.get("swagger/", params={"format": "openapi"})
            paths = set(described.get("paths", ()))
        if missing := [path for path in _NEEDED if path not in paths]:
            raise DoccanoError(
                f"{self.url}: this doccano has not the interface of doccano {TRIED} (it lacks {missing[0]}); "
                f"install it with: pip install 'doccano>={TRIED},<2'"
            )

    def _listed(
        self, number: int, kind: Kind, types: list[dict[str, Any]], name: str, mine: str
    ) -> tuple[Example, ...]:
        """Documents with this user's own labels: what one who is no admin may see."""
        texts = {entry["id"]: entry["text"] for entry in types}
        with self._while(f"read {name}"):
            entries = list(self._pages(f"v1/projects/{number}/examples"))
            for entry in entries:
                entry["labels"] = self._client.get(f"v1/projects/{number}/examples/{entry['id']}/{kind.labels}")
        return tuple(from_listing(entries, texts, mine))

    def _exported(self, number: int, name: str) -> tuple[Example, ...]:
        """Documents with everybody's labels: what an admin may export."""
        with self._while(f"count in {name}"):
            anything_done = any(entry["done"] for entry in self._client.get_metrics_member_progress(number)["progress"])
        everything = self._export(number, name, done=False)
        return tuple(from_exports(everything, self._export(number, name, done=True) if anything_done else {}))

    def _export(self, number: int, name: str, *, done: bool) -> dict[str, list[dict[str, Any]]]:
        """An export's lines by annotator."""
        doing = f"export {name}"
        with self._while(doing):
            job = self._client.post(f"v1/projects/{number}/download", json={"format": "JSONL", "exportApproved": done})
        self._finished(job["task_id"], doing)
        with self._while(doing):
            packed = self._client.get_file(f"v1/projects/{number}/download", {"taskId": job["task_id"]}).content
        try:
            return unpacked(packed)
        except (zipfile.BadZipFile, ValueError) as error:
            raise DoccanoError(
                f"{self.url}: the export of {name} cannot be read ({error}); run the command again"
            ) from None

    def _finished(self, job: str, doing: str) -> Any:
        """Wait for a job of doccano's task queue and give its result."""
        began, pause = time.monotonic(), 0.05
        while True:
            with self._while(doing):
                state = self._client.get(f"v1/tasks/status/{job}")
            if state["ready"]:
                break
            if time.monotonic() - began > _PATIENCE:
                self._check_queue(doing)
            time.sleep(pause)
            pause = min(2 * pause, 1.0)
        if state["error"]:
            raise DoccanoError(f"{self.url}: doccano failed to {doing}: {state['error'].get('text', '')[:300]}")
        return state["result"]

    def _check_queue(self, doing: str) -> None:
        """Make sure that somebody works on the queue; the health page gives 500 if anything is amiss, with the reasons."""
        with self._while(doing):
            session = self._client.session
            as_it_is = {"response": lambda response, **_: response}
            health = session.get(f"{self.url}v1/health/", params={"format": "json"}, hooks=as_it_is).json()
        if not all(state == "OK" or "celery" not in part.lower() for part, state in health.items()):
            raise DoccanoError(
                f"{self.url}: asked to {doing}, but doccano's task queue does not answer; start `doccano task` beside "
                "`doccano webserver` and run the command again: nothing is added twice"
            )

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        """All entries of a list that comes in pages, each once, though the list may grow meanwhile."""
        seen: set[int] = set()
        offset = 0
        while True:
            page = self._client.get(path, {"limit": _PAGE, "offset": offset})
            for entry in page["results"]:
                if entry["id"] not in seen:
                    seen.add(entry["id"])
                    yield entry
            offset += _PAGE
            if offset >= page["count"]:
                return

    @contextmanager
    def _while(self, doing: str) -> Iterator[None]:
        """Name what was being done when the server refused, answered nonsense or went away."""
        try:
            yield
        except requests.HTTPError as error:
            raise DoccanoError(f"{self.url}: {refusal(error.response, doing, self.user)}") from None
        except (requests.exceptions.JSONDecodeError, KeyError, TypeError):
            raise DoccanoError(f"{self.url}: no answer as doccano would give it when asked to {doing}; is it doccano {TRIED}?") from None  # fmt: skip
        except requests.RequestException as error:
            raise DoccanoError(
                f"{self.url}: lost when asked to {doing} ({reason(error)}); what has arrived stays. "
                "See that the server runs, then run the same command again: nothing is added twice"
            ) from None
