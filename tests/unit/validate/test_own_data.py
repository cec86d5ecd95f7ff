"""Our own data files are read by the rules for declarations."""

from pathlib import Path

import pytest

from checker.errors import CheckerError, ConfigurationError, PolicyError
from checker.model.document import locate
from checker.model.place import Place
from checker.validate.own_data import load_yaml_data
from checker.validate.schemas import SchemaSet


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "dera.yaml"


def test_data_comes_with_the_place_of_every_value(
    file: Path, schemas: SchemaSet
) -> None:
    file.write_bytes(b"profile: tariff\ndepth: 3\n")
    data, document = load_yaml_data(
        file, "dera.yaml", "setting", schemas, ConfigurationError
    )
    assert data == {"profile": "tariff", "depth": 3}
    assert locate(Place(document, ("depth",))).span.line == 2
    assert document.file == "dera.yaml"


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        (b"profile: 5", (1, 10), "`profile` of setting must be text; `5` is a number"),
        (b"a: b: c", (1, 5), "a `key: value` cannot stand here"),
        (b"depth: 1\ndepth: 2", (2, 1), "`depth` is given twice; first on line 1"),
        (
            b"depth: 1\n---\ndepth: 2",
            (3, 1),
            "one document is expected; 2 stand in the file",
        ),
        (b"", (1, 1), "the file declares nothing"),
        (b"[]", (1, 1), "this setting must be a mapping; a list stands here"),
        (
            b"depht: 1\nprofile: x\n",
            (1, 1),
            "`depht` is not a field of setting; did you mean `depth`?",
        ),
    ],
)
def test_a_fault_is_raised_with_its_place(
    file: Path, schemas: SchemaSet, raw: bytes, place: tuple[int, int], message: str
) -> None:
    file.write_bytes(raw)
    with pytest.raises(PolicyError) as caught:
        load_yaml_data(file, "dera.yaml", "setting", schemas, PolicyError)
    error = caught.value
    assert (error.file, error.line, error.column) == ("dera.yaml", *place)
    assert error.message == message
    assert error.remedy


def test_an_empty_file_is_told_its_fields_and_not_a_declarations(
    file: Path, schemas: SchemaSet
) -> None:
    file.write_bytes(b"# nothing yet\n")
    with pytest.raises(CheckerError) as caught:
        load_yaml_data(file, "dera.yaml", "setting", schemas, ConfigurationError)
    assert caught.value.remedy == "`dera schema setting` shows what belongs into it."


def test_every_fault_is_in_the_message(file: Path, schemas: SchemaSet) -> None:
    file.write_bytes(b"profile: 5\ndepth: x\nfoo: 1\n")
    with pytest.raises(CheckerError) as caught:
        load_yaml_data(file, "dera.yaml", "setting", schemas, ConfigurationError)
    assert str(caught.value) == (
        "dera.yaml:1:10: `profile` of setting must be text; `5` is a number\n"
        "  also 2:8: `depth` of setting must be a whole number; `x` is text\n"
        "  also 3:1: `foo` is not a field of setting\n"
        '  help: Quote it to make it text: "5".'
    )


def test_a_file_that_is_gone_is_raised(file: Path, schemas: SchemaSet) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: no such file"):
        load_yaml_data(file, "dera.yaml", "setting", schemas, ConfigurationError)
