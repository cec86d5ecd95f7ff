"""Make a bundle: judge, render, and keep all that the verdict rests on."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

from checker.errors import EvidenceError
from checker.evaluate.run import Options, Run
from checker.evidence.manifest import MANIFEST, Circumstances, manifest_bytes
from checker.load.discover import find_root
from checker.model.configuration import Configuration
from checker.pipeline.case import judge_case, read_case
from checker.pipeline.render import material_of
from checker.policy.files import own_folders
from checker.render.documents import load_documents
from checker.render.material import Rendered, RenderOptions
from checker.report.json import as_json
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

__all__ = ["Collected", "collect", "printed"]

_DATA: tuple[Literal["schemas", "policies", "templates"], ...] = (
    "schemas",
    "policies",
    "templates",
)
_KEPT = (".yaml", ".json", ".j2", ".css", ".svg", ".md")


class Collected(NamedTuple):
    """What came of it: the files of the bundle, or why there are none.

    Attributes:
        files: content by name; empty when the package is refused.
        run: the judgement.
        rendered: what was rendered, or refused.
    """

    files: dict[str, bytes]
    run: Run
    rendered: Rendered


def collect(path: Path, aggregation: str, options: Options, now: datetime) -> Collected:
    """Judge a portfolio and collect the evidence for one aggregation.

    Args:
        path: the portfolio, or a place in it.
        aggregation: its identifier.
        options: what the caller decides.
        now: the instant of rendering.

    Raises:
        NothingToCheckError: there is no declaration.
        CheckerError: the call, the configuration or our own data cannot be used, or a
            file changed since it was judged.
    """
    root = find_root(path)
    case = read_case(root, options)
    run = judge_case(case, options.as_of)
    folders = {name: data_dir(name) for name in _DATA}
    documents, rendered = printed(
        run, folders["templates"], case.schemas, aggregation, now
    )
    if not documents:
        return Collected({}, run, rendered)
    files = {
        "report.json": as_json(run.report).encode(),
        **{f"documents/{name}": content for name, content in documents.items()},
        **dict(_inputs(run)),
        **dict(_own_policies(root, case.configuration)),
    }
    for name, folder in folders.items():
        files |= dict(_data(folder, name))
    circumstances = Circumstances(
        aggregation=aggregation,
        as_of=options.as_of.isoformat(),
        now=now.isoformat(),
        simulated=run.report.simulated,
        profile=run.report.profile,
        allow_overrides=options.allow_overrides,
        inline_waivers=options.inline_waivers,
        tool_version=run.report.tool_version,
    )
    return Collected(
        {**files, MANIFEST: manifest_bytes(circumstances, files)}, run, rendered
    )


def printed(
    run: Run,
    templates: Traversable,
    schemas: SchemaSet,
    aggregation: str,
    now: datetime,
) -> tuple[dict[str, bytes], Rendered]:
    """Return the documents of an aggregation's package by name; none when refused."""
    from checker.render.packages import (  # noqa: PLC0415 # reading needs no jinja2
        render_packages,
    )

    with TemporaryDirectory(prefix="dera-evidence-") as folder:
        target = RenderOptions(to=Path(folder), aggregations=(aggregation,), now=now)
        specs = load_documents(templates, schemas)
        rendered = render_packages(material_of(run, schemas), specs, templates, target)
        documents = {
            name: (package.folder / name).read_bytes()
            for package in rendered.written
            for name in package.files
        }
    return documents, rendered


def _inputs(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield the files that were judged, as they were when they were.

    Raises:
        EvidenceError: one is another now.
    """
    for file, digest in run.report.inputs:
        try:
            content = (run.root / file).read_bytes()
        except OSError as fault:
            raise EvidenceError(
                f"cannot be read again: {fault.strerror}", file=file
            ) from fault
        if sha256(content).hexdigest() != digest:
            raise EvidenceError(
                "changed while it was judged", file=file, remedy="Run it again."
            )
        yield f"inputs/{file}", content


def _own_policies(
    root: Path, configuration: Configuration
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a portfolio's own rule book.

    Raises:
        EvidenceError: it stands outside the portfolio.
    """
    for name, folder in own_folders(root, configuration).items():
        if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
            raise EvidenceError(
                f"`policies` names `{name}`, which is outside the portfolio",
                file="dera.yaml",
                line=configuration.lines.get(f"policies.{name}"),
                remedy="Evidence holds one portfolio: move the policies into it.",
            )
        yield from _data(folder, f"inputs/{name}")


def _data(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        below = f"{name}/{entry.name}"
        if entry.name.startswith((".", "__pycache__")):
            continue
        if entry.is_dir():
            yield from _data(entry, below)
        elif entry.name.endswith(_KEPT):
            yield below, entry.read_bytes()
