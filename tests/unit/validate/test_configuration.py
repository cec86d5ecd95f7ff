"""The settings of a portfolio."""

import os
from pathlib import Path

import pytest

from checker.errors import ConfigurationError
from checker.model.configuration import Configuration
from checker.resources import data_dir
from checker.validate.configuration import read_configuration
from checker.validate.schemas import SchemaSet


@pytest.fixture(scope="module")
def schemas() -> SchemaSet:
    return SchemaSet.load(data_dir("schemas"))


def test_without_a_file_every_setting_has_its_default(
    tmp_path: Path, schemas: SchemaSet
) -> None:
    assert read_configuration(tmp_path, schemas) == (Configuration(), None)


def test_settings_are_read_with_the_digest_of_their_file(
    tmp_path: Path, schemas: SchemaSet
) -> None:
    (tmp_path / "dera.yaml").write_text("dera: v1\nprofile: tariff\n")
    configuration, file = read_configuration(tmp_path, schemas)
    assert configuration.profile == "tariff"
    assert file is not None
    assert (file.file, len(file.sha256)) == ("dera.yaml", 64)


def test_what_is_no_regular_file_is_refused_and_never_waited_for(
    tmp_path: Path, schemas: SchemaSet
) -> None:
    os.mkfifo(tmp_path / "dera.yaml")
    with pytest.raises(ConfigurationError, match="no regular file"):
        read_configuration(tmp_path, schemas)
