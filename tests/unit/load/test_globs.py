"""What an `exclude` pattern matches."""

import pytest

from checker.errors import ConfigurationError
from checker.load.globs import Globs


@pytest.mark.parametrize(
    ("pattern", "path", "folder", "matches"),
    [
        ("*.yaml", "a.yaml", False, True),
        ("*.yaml", "sub/a.yaml", False, True),
        ("*.yaml", "a.yml", False, False),
        ("/*.yaml", "a.yaml", False, True),
        ("/*.yaml", "sub/a.yaml", False, False),
        ("sub/*.yaml", "sub/a.yaml", False, True),
        ("sub/*.yaml", "sub/deep/a.yaml", False, False),
        ("sub/*.yaml", "other/sub/a.yaml", False, False),
        ("sub/**/a.yaml", "sub/a.yaml", False, True),
        ("sub/**/a.yaml", "sub/x/y/a.yaml", False, True),
        ("**/a.yaml", "a.yaml", False, True),
        ("**/a.yaml", "x/y/a.yaml", False, True),
        ("sub/**", "sub/a.yaml", False, True),
        ("sub/**", "sub/x/a.yaml", False, True),
        ("sub/**", "sub", True, False),
        ("vendor", "vendor", True, True),
        ("vendor", "x/vendor", True, True),
        ("vendor/", "vendor", True, True),
        ("vendor/", "vendor", False, False),
        ("a?c.yaml", "abc.yaml", False, True),
        ("a?c.yaml", "ac.yaml", False, False),
        ("[ab].yaml", "b.yaml", False, True),
        ("[!ab].yaml", "b.yaml", False, False),
        ("a.yaml", "A.yaml", False, False),
        ("a.yaml", "axyaml", False, False),
    ],
)
def test_a_pattern_matches_as_in_a_gitignore(
    pattern: str, path: str, folder: bool, matches: bool
) -> None:
    parts = tuple(path.split("/"))
    assert Globs((pattern,)).match(parts, folder=folder) is matches


@pytest.mark.parametrize("pattern", ["", "/", "!a.yaml"])
def test_a_pattern_that_excludes_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(ConfigurationError, match="excludes nothing"):
        Globs((pattern,))


def test_many_stars_do_not_take_forever() -> None:
    globs = Globs(("/".join(["**"] * 30) + "/x", "*a" * 30 + "b"))
    assert not globs.match(("a" * 200,) * 40, folder=False)
