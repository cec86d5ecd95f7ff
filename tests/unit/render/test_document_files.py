"""Reading document.yaml: what is broken stops the run at its line."""

from pathlib import Path

import pytest

from checker.errors import TemplateError
from checker.render.documents import DocumentSpec, load_documents
from checker.validate.schemas import SchemaSet

GOOD = """\
title: A document
package: aggregation
gate: market
per: schedule
needs: [site]
areas: [size]
outputs:
  - {file: "x-{schedule}.md", template: x.md.j2, format: markdown}
"""


def load(folder: Path, schemas: SchemaSet, **texts: str) -> tuple[DocumentSpec, ...]:
    for name, text in texts.items():
        (folder / name).mkdir()
        (folder / name / "document.yaml").write_text(text)
        (folder / name / "x.md.j2").write_text("{{ aggregation.name }}\n")
    return load_documents(folder, schemas)


def test_shipped_documents_load_by_name(specs: tuple[DocumentSpec, ...]) -> None:
    assert [(spec.id, spec.package, spec.gate) for spec in specs] == [
        ("access-requests", "aggregation", "registration"),
        ("ancillary-self-provision", "aggregation", "market"),
        ("ancillary-service-certification", "aggregation", "registration"),
        ("concurrence-request", "aggregation", "concurrence"),
        ("derpa-schedule-1", "provider", "registration"),
        ("economic-bids", "aggregation", "market"),
        ("information-request", "provider", "concurrence"),
        ("lifecycle-plan", "aggregation", "concurrence"),
        ("master-file-extract", "aggregation", "registration"),
        ("monitoring-plan", "aggregation", "market"),
        ("project-details", "aggregation", "registration"),
        ("registration-package", "aggregation", "registration"),
        ("sc-letters", "aggregation", "registration"),
        ("self-schedule", "aggregation", "market"),
        ("settlement-meter-data", "aggregation", "market"),
        ("sqmd-plan-inputs", "aggregation", "registration"),
        ("telemetry-points", "aggregation", "registration"),
    ]


def test_a_document_is_read(tmp_path: Path, schemas: SchemaSet) -> None:
    (spec,) = load(tmp_path, schemas, doc=GOOD)
    assert (spec.id, spec.per, spec.areas) == ("doc", "schedule", frozenset({"size"}))


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("gate: market", "gate: mrket", "mrket", 3),
        ("needs: [site]", "needs: [sites]", "sites", 5),
        ("title: A document\n", "", "title", 1),
        ("per: schedule", "prr: schedule", "prr", 4),
        ("template: x.md.j2", "template: y.md.j2", "no template `y.md.j2`", 8),
        ("x-{schedule}", "x-{utility}", "`{utility}` is not a name", 8),
        ("x-{schedule}", "x", "each schedule needs a file name of its own", 8),
        ("x-{schedule}.md", "a/{schedule}.md", "not a file name of its own", 8),
        ("package: aggregation", "package: provider", "once per package", 4),
        ("needs: [site]", "needs: [site]\nwhen_declared: [bidz]", "bidz", 6),
        (
            "needs: [site]",
            "needs: [site]\nwhen_declared: [telemetry]",
            "a schedule has no list `telemetry`",
            6,
        ),
        ("title: A document", "title: [", "is not closed", 1),
    ],
)
def test_a_broken_document_is_an_error_at_its_line(  # noqa: PLR0913, PLR0917 # one row of a table
    tmp_path: Path, schemas: SchemaSet, old: str, new: str, message: str, line: int
) -> None:
    with pytest.raises(TemplateError) as raised:
        load(tmp_path, schemas, doc=GOOD.replace(old, new))
    assert message in raised.value.message
    assert raised.value.file == "templates/doc/document.yaml"
    assert raised.value.line == line


def test_two_documents_do_not_write_the_same_file(
    tmp_path: Path, schemas: SchemaSet
) -> None:
    with pytest.raises(TemplateError, match="is written by one too"):
        load(tmp_path, schemas, one=GOOD, two=GOOD)


def test_no_document_is_an_error(tmp_path: Path, schemas: SchemaSet) -> None:
    (tmp_path / "_partials").mkdir()
    with pytest.raises(TemplateError, match="no document"):
        load_documents(tmp_path, schemas)
