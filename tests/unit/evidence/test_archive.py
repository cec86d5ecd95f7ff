"""One archive for the same contents, and no changed byte unseen."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import EvidenceError
from checker.evidence.archive import pack, unpack

FILES = {
    "evidence.json": b"{}\n",
    "inputs/sites/a.yaml": "name: Zoë\n".encode(),
    "inputs/b.yaml": b"",
}
PACKED = pack(FILES)


def zipped(*entries: tuple[str, bytes], method: int = 0) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_what_is_packed_comes_out() -> None:
    assert unpack(PACKED, "a.zip") == FILES


def test_the_order_of_the_files_does_not_show() -> None:
    assert pack(dict(reversed(FILES.items()))) == PACKED


@given(at=st.integers(0, len(PACKED) - 1), bit=st.integers(0, 7))
def test_one_changed_bit_is_found_wherever_it_is(at: int, bit: int) -> None:
    changed = bytearray(PACKED)
    changed[at] ^= 1 << bit
    try:
        found = unpack(bytes(changed), "a.zip")
    except EvidenceError:
        return
    # The content of a file, with a checksum that agrees: the manifest tells it.
    assert found != FILES


@given(st.integers(0, len(PACKED) - 1))
def test_a_bundle_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(EvidenceError):
        unpack(PACKED[:length], "a.zip")


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_in_words(raw: bytes) -> None:
    with pytest.raises(EvidenceError):
        unpack(raw, "a.zip")


@given(st.binary(min_size=1, max_size=20))
def test_what_is_put_before_or_behind_is_found(more: bytes) -> None:
    for raw in (PACKED + more, more + PACKED):
        with pytest.raises(EvidenceError):
            unpack(raw, "a.zip")


@pytest.mark.parametrize(
    "name",
    ["../a", "/etc/passwd", "a/../../b", "a\\b", "C:a", "a//b", "a\x1b[2J", "."],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(EvidenceError):
        unpack(zipped((name, b"x")), "a.zip")


def test_a_file_cannot_be_a_folder_of_another() -> None:
    with pytest.raises(EvidenceError):
        unpack(pack({"a": b"", "a/b": b""}), "a.zip")


def test_a_repacked_bundle_is_refused() -> None:
    with pytest.raises(EvidenceError, match="not as dera wrote it"):
        unpack(zipped(*sorted(FILES.items()), method=ZIP_DEFLATED), "a.zip")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    raw = bytearray(pack({"a": b"x"}))
    at = raw.index(b"PK\x01\x02") + 24  # its size in the central directory
    raw[at : at + 4] = (0xFFFFFFF0).to_bytes(4, "little")
    with pytest.raises(EvidenceError, match="more than a bundle does"):
        unpack(bytes(raw), "a.zip")
