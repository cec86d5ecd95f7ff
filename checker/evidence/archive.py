"""One ZIP file, always the same bytes for the same contents.

Names are sorted, times fixed and nothing is compressed, so that neither a clock nor
the version of a compression library shows in the bytes.
"""

import io
from collections.abc import Mapping
from pathlib import PurePosixPath
from struct import error
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from checker.errors import EvidenceError

__all__ = ["MOST_BYTES", "pack", "unpack"]

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first instant that a ZIP file can name
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3
MOST_BYTES = 1 << 30
_FILES = 100_000


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of some files, by their names with forward slashes."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = _REGULAR_FILE
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def unpack(raw: bytes, file: str) -> dict[str, bytes]:
    """Return the files of an archive that `pack` made.

    Args:
        raw: the whole archive.
        file: what messages call it.

    Raises:
        EvidenceError: it is no such archive. Any changed byte shows, the checksums,
            times and comments of the ZIP format among them: the contents are packed
            once more and must give the same bytes.
    """
    files: dict[str, bytes] = {}
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            if len(entries) > _FILES or sum(e.file_size for e in entries) > MOST_BYTES:
                raise EvidenceError("it holds more than a bundle does", file=file)
            for entry in entries:
                if entry.compress_type != ZIP_STORED or entry.filename in files:
                    raise _changed(file, entry.filename)
                files[_name(entry.filename, file)] = archive.read(entry)
    except BadZipFile as fault:
        raise EvidenceError(
            f"this is no ZIP file, or one that was changed: {fault}",
            file=file,
            remedy="Get the bundle again, or make it again with dera evidence.",
        ) from fault
    except (EOFError, OSError, RuntimeError, ValueError, error) as fault:
        # What zipfile raises for entries that are encrypted, cut or of another method.
        raise _changed(file, str(fault)) from fault
    folders = {str(parent) for name in files for parent in PurePosixPath(name).parents}
    if pack(files) != raw or folders & files.keys():
        raise _changed(file, "its ZIP structure")
    return files


def _name(name: str, file: str) -> str:
    """Return a name that leads nowhere but below the bundle."""
    path = PurePosixPath(name)
    strange = "\\" in name or ":" in name or not name.isprintable()
    if strange or path.is_absolute() or ".." in path.parts or path.as_posix() != name:
        raise EvidenceError(
            f"the bundle holds {name!a}, which is no name of a file in it",
            file=file,
        )
    return name


def _changed(file: str, what: str) -> EvidenceError:
    return EvidenceError(
        f"the bundle is not as dera wrote it: {ascii(what)[1:-1]}",
        file=file,
        remedy="Get the bundle again; a bundle is never edited or repacked.",
    )
