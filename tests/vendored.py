"""The schemas that vendors publish for files of pipelines."""

from importlib.util import find_spec
from pathlib import Path

__all__ = ["vendored"]


def vendored(name: str) -> str:
    """Return a schema that check-jsonschema ships.

    The package itself is not imported: it needs a newer click than we do.
    """
    spec = find_spec("check_jsonschema")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "builtin_schemas" / "vendor"
    return (folder / name).read_text(encoding="utf-8")
