"""Read and validate the files of a portfolio, by as many processes as there are.

All that concerns one document is done where it is read.
"""

import pickle
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from itertools import compress

from checker.link.scan import is_plain
from checker.load.crew import Crew
from checker.load.portfolio import FileRead, Job, Named, ReadAll, read_one
from checker.load.shelf import Shelf
from checker.validate.declaration import validate
from checker.validate.schemas import SchemaSet

__all__ = ["reader", "work"]

WHAT = "files read"


def reader(crew: Crew, schemas: SchemaSet, *, packed: bool = False) -> ReadAll:
    """Return what reads files and holds their declarations to the schemas.

    Args:
        crew: who does it.
        schemas: what a declaration may look like.
        packed: whether declarations of which there is nothing to say are put away.
    """

    def read(job: Job, files: Sequence[Named]) -> Iterator[FileRead]:
        job = job._replace(packed=packed)
        if crew.splits(len(files)):
            crew.reach(job.root.absolute())
        shares = crew.share(WHAT, work, lambda: _packed(job, schemas), files)
        with closing(shares):
            for part, done in shares:
                yield from _read(job, schemas, part) if done is None else _opened(done)

    return read


def work(setup: bytes, files: Sequence[Named]) -> bytes:
    """Read and validate some files in a process of its own.

    Args:
        setup: the job and the schemas, packed.
        files: which ones.

    Returns:
        A `FileRead` for each, pickled.
    """
    job, schemas = _unpacked(setup)
    return pickle.dumps(tuple(_read(job, schemas, files)), pickle.HIGHEST_PROTOCOL)


def _read(job: Job, schemas: SchemaSet, files: Sequence[Named]) -> Iterator[FileRead]:
    shelf = Shelf()
    for file, content in files:
        one = read_one(job, file, content)
        declared = one.declarations
        judged = ((each, validate(each, schemas)) for each in declared)
        faults = tuple(fault for fault in judged if fault[1])
        plain = [is_plain(each.document) for each in declared]
        if job.packed and declared and not (one.findings or one.comments or faults):
            declared = shelf.put(one.file, declared)
        yield one._replace(
            declarations=declared,
            faults=faults,
            plain=tuple(compress(declared, plain)),
        )


def _packed(job: Job, schemas: SchemaSet) -> bytes:
    job = job._replace(root=job.root.absolute())
    known = {name: schemas.schema(name) for name in schemas.names}
    return zlib.compress(pickle.dumps((job, known), pickle.HIGHEST_PROTOCOL), 1)


@lru_cache(2)
def _unpacked(setup: bytes) -> tuple[Job, SchemaSet]:
    job, known = pickle.loads(zlib.decompress(setup))  # noqa: S301 # of the process that began this one
    return job, SchemaSet(known)


def _opened(done: bytes) -> tuple[FileRead, ...]:
    files: tuple[FileRead, ...] = pickle.loads(done)  # noqa: S301 # of a process that this one began
    return files
