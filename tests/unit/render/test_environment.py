"""Templates print fields and loop; whatever else they try is a fault of theirs."""

from pathlib import Path
from typing import Any

import pytest

from checker.errors import TemplateError
from checker.model.record import Record
from checker.render.environment import Printer
from checker.render.values import MissingValueError, Values

CONTEXT: dict[str, Any] = {
    "sites": [{"name": "A|B"}, {"name": "<C>"}],
    "run": {"none": None, "list": [1], "text": "t"},
}


@pytest.fixture
def printed(tmp_path: Path) -> Any:
    """Render a template text of a format."""

    def render(text: str, kind: str = "markdown", **partials: str) -> str:
        for folder, files in (("doc", {"t": text}), ("_partials", partials)):
            (tmp_path / folder).mkdir(exist_ok=True)
            for name, content in files.items():
                (tmp_path / folder / f"{name}.j2").write_text(content)
        printer = Printer(tmp_path, Values())
        printer.check("doc/t.j2", kind)
        return printer.render("doc/t.j2", kind, CONTEXT)

    return render


def test_every_printed_value_is_escaped_without_asking(printed: Any) -> None:
    loop = "{% for s in sites %}\n{{ s.name }}\n{% endfor %}\n"
    assert printed(loop) == "A\\|B\n\\<C\\>\n"
    assert printed(loop, "csv") == '"A|B"\n"<C>"\n'
    assert printed(loop, "json") == '"A|B"\n"<C>"\n'
    assert printed(loop, "xml") == "A|B\n&lt;C&gt;\n"


def test_an_include_stays_within_the_templates(printed: Any) -> None:
    assert printed("{% include '_partials/p.j2' %}", p="{{ run.text }}") == "t"
    for name in ("_partials/../../x.j2", "/etc/passwd", "../x.j2", "_partials/x.j2"):
        with pytest.raises(TemplateError, match="no template"):
            printed(f"{{% include '{name}' %}}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n{{ sties }}", "no document offers `sties`"),
        ("\n{{ sites | nofilter }}", "No filter named 'nofilter'"),
        ("\n{{ run.text | default('x') }}", "No filter named 'default'"),
        ("\n{% if run.text is defined %}{% endif %}", "No test named 'defined'"),
        ("\n{% if %}", "Expected an expression"),
        ("\n{{ run.txet }}", "nothing is called `txet`"),
        ("\n{{ run.none }}", "a NoneType is not one value to print"),
        ("\n{{ run.list }}", "a list is not one value to print"),
        ("\n{{ run.text.upper() }}", "cannot use `Call`"),
        ("\n{{ run.__class__ }}", "nothing is called `__class__`"),
        ("\n{{ run.text.__class__ }}", "cannot reach `__class__`"),
        ("\n{{ run.list[0] }}", "cannot reach `0`"),
        ("\n{{ 1 + 1 }}", "arithmetic"),
        ("\n{{ -1 }}", "arithmetic"),
        ("\n{{ range(9) }}", "cannot use `Call`"),
        ("\n{{ run.text ~ run.text }}", "cannot use `Concat`"),
        ("\n{% set x %}a{% endset %}", "cannot use `AssignBlock`"),
        ("\n{% macro m() %}{% endmacro %}", "cannot use `Macro`"),
        ("\n{% filter json %}a{% endfilter %}", "cannot use `FilterBlock`"),
        ("\n{% import '_partials/p.j2' as p %}", "cannot use `Import`"),
        ("\n{% from '_partials/p.j2' import x %}", "cannot use `FromImport`"),
        ("\n{% extends '_partials/p.j2' %}", "cannot use `Extends`"),
        ("\n{% block b %}{% endblock %}", "cannot use `Block`"),
        ("\n{% with x = 1 %}{% endwith %}", "cannot use `With`"),
        ("\n{{ 'a' * 9 }}", "arithmetic"),
        ("\n{{ 9 ** 9 ** 9 }}", "arithmetic"),
        ("\n{{ run.text | center(9) }}", "No filter named 'center'"),
        ("\n{{ run.text | format }}", "No filter named 'format'"),
        ("\n{{ run.text | attr('x') }}", "No filter named 'attr'"),
        ("\n{% include run.text %}", "names its template in full"),
    ],
)
def test_a_fault_of_a_template_is_an_error_at_its_line(
    printed: Any, text: str, message: str
) -> None:
    with pytest.raises(TemplateError) as raised:
        printed(text)
    assert message in raised.value.message
    assert raised.value.file == "templates/doc/t.j2"
    if "names its template" not in message:
        assert raised.value.line == 2


def test_a_fault_in_a_partial_is_reported_there(printed: Any) -> None:
    with pytest.raises(TemplateError) as raised:
        printed("\n\n{% include '_partials/p.j2' %}", p="\n{{ run.nothing }}")
    assert (raised.value.file, raised.value.line) == ("templates/_partials/p.j2", 2)


MANY = "[" + ", ".join("1" for _ in range(100)) + "]"
GROWING = {
    "loops in loops": "".join(f"{{% for x{n} in {MANY} %}}" for n in range(8))
    + "{% endfor %}" * 8,
    "loops that print": "".join(f"{{% for x{n} in {MANY} %}}" for n in range(8))
    + "{{ run.text }}"
    + "{% endfor %}" * 8,
    "lists of one list": "{% set x = [1, 1] %}"
    + "{% set x = [x, x] %}" * 60
    + "{{ x | json }}",
    "a text as a list of codes": "{% set x = ['aaaaaaaa'] | codes %}"
    + "{% set x = x | codes %}" * 60
    + "{{ x }}",
    "a text as a list": "{% set x = 'aaaaaaaa' %}"
    + "{% set x = [x, x] | listed %}" * 60
    + "{{ x }}",
    "a row of rows": "{% set x = 'aaaaaaaa' %}"
    + "{% set x = [x, x] | csv_row %}" * 60
    + "{{ x }}",
}


@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING)
def test_what_a_template_prints_is_bounded(
    printed: Any, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("checker.render.environment.BUDGET", 20_000)
    with pytest.raises(TemplateError, match="more work than any document may"):
        printed(text)


def test_includes_within_includes_are_bounded(printed: Any) -> None:
    twice = "{{% include '_partials/p{0}.j2' %}}{{% include '_partials/p{0}.j2' %}}"
    partials = {f"p{n}": twice.format(n + 1) for n in range(30)}
    with pytest.raises(TemplateError, match="without end"):
        printed(twice.format(0), p30="x", **partials)


@pytest.mark.parametrize("name", ["doc/t.j2", "_partials/p.j2"])
def test_a_template_that_includes_itself_is_refused(printed: Any, name: str) -> None:
    again = f"{{% include '{name}' %}}"
    with pytest.raises(TemplateError, match="include each other without end"):
        printed(again, p=again)


@pytest.mark.parametrize(
    "text",
    [
        "{{ " + "(" * 5_000 + "run.text" + ")" * 5_000 + " }}",
        "{{ " + "[" * 5_000 + "]" * 5_000 + " }}",
        "{% if run.text %}" * 3_000 + "{% endif %}" * 3_000,
        "{% for x in run.list %}" * 60 + "{% endfor %}" * 60,
        "{{ " + "not " * 5_000 + "run.text }}",
    ],
    ids=["parentheses", "lists", "conditions", "loops", "words"],
)
def test_a_template_is_not_nested_without_bound(printed: Any, text: str) -> None:
    with pytest.raises(TemplateError, match="nested deeper than a template may be"):
        printed(text)


def test_a_template_is_a_text_of_bounded_length(printed: Any, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no template is as long"):
        printed("x" * 2_000_000)
    (tmp_path / "doc" / "t.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateError, match="no UTF-8"):
        Printer(tmp_path, Values()).check("doc/t.j2", "csv")


def test_a_printer_of_the_same_templates_reads_its_own_values(tmp_path: Path) -> None:
    (tmp_path / "doc").mkdir()
    (tmp_path / "doc" / "t.j2").write_text("{{ aggregation.name }}", encoding="utf-8")
    strict = Printer(tmp_path, Values())
    strict.check("doc/t.j2", "markdown")
    context = {"aggregation": Record({})}
    draft = strict.reading(Values(lenient=True))
    assert draft.render("doc/t.j2", "markdown", context) == "MISSING"
    with pytest.raises(MissingValueError):
        strict.render("doc/t.j2", "markdown", context)


def test_a_template_that_changes_is_compiled_anew(tmp_path: Path) -> None:
    (tmp_path / "doc").mkdir()
    template = tmp_path / "doc" / "t.j2"
    printer = Printer(tmp_path, Values())
    for text in ("before", "after"):
        template.write_text(text, encoding="utf-8")
        shared = printer.reading(Values())
        assert shared.render("doc/t.j2", "markdown", {}) == text
