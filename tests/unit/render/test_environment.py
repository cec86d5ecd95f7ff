"""Templates print fields and loop; whatever else they try is a fault of theirs."""

from pathlib import Path
from typing import Any

import pytest

from checker.errors import TemplateError
from checker.render.environment import Printer
from checker.render.values import Values

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
        ("\n{{ run.text.upper() }}", "cannot reach `upper`"),
        ("\n{{ run.__class__ }}", "nothing is called `__class__`"),
        ("\n{{ run.text.__class__ }}", "cannot reach `__class__`"),
        ("\n{{ run.list[0] }}", "cannot reach `0`"),
        ("\n{{ 1 + 1 }}", "arithmetic"),
        ("\n{{ -1 }}", "arithmetic"),
        ("\n{{ range(9) }}", "no document offers `range`"),
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
