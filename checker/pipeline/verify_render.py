"""Whether packages that were written earlier are still what the declarations say."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from checker.evaluate.run import Options
from checker.model.finding import Subject
from checker.pipeline.check import check_whole
from checker.pipeline.render import material_of
from checker.render.compare import Compared, compare
from checker.render.documents import load_documents
from checker.render.material import PrintedPackage, Refusal, RenderOptions
from checker.render.packages import print_packages
from checker.render.stored import StoredPackage, stored_packages
from checker.render.xsd import Xsd
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

__all__ = ["VerifyRun", "Wish", "verify_render"]

_ANY_DAYS = (date(2000, 1, 1), date(2000, 1, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller decides instead of what the packages say of themselves.

    Attributes:
        today: the day it is.
        as_of: the day to judge as of; that of each package when None.
        profile: the profile; that of each package when None.
        now: the instant of rendering; that of each package when None.
        allow_overrides: whether dera.yaml may override parameters and severities.
        inline_waivers: whether waivers in comments count.
    """

    today: date
    as_of: date | None = None
    profile: str | None = None
    now: datetime | None = None
    allow_overrides: bool = True
    inline_waivers: bool = True


class VerifyRun(NamedTuple):
    """What came of it, in the order of the folders, and where the portfolio is."""

    packages: tuple[Compared, ...]
    root: Path


class _Same(NamedTuple):
    """What packages have in common that can be made in one go."""

    options: Options
    documents: tuple[str, ...]
    draft: bool
    now: datetime | None
    xsd: Xsd | None


def verify_render(target: Path, paths: tuple[Path, ...], wish: Wish) -> VerifyRun:
    """Make packages anew in memory and compare them with those on disk.

    Args:
        target: the folder of packages, or one package.
        paths: where the portfolio is; all of it is judged.
        wish: what the caller decides.

    Raises:
        DataError: there is no package, or one cannot be read.
        NothingToCheckError: there is no declaration.
        CheckerError: the call, the configuration or our own data cannot be used.
    """
    stored = stored_packages(target)
    groups: dict[_Same, list[StoredPackage]] = defaultdict(list)
    for package in stored:
        groups[_same(package, wish)].append(package)
    compared: dict[Path, Compared] = {}
    root = Path()
    for same, packages in groups.items():
        root, printed = _print(paths, same, packages)
        for package in packages:
            made = printed.get(package.subject)
            compared[package.folder] = compare(package, made)
    return VerifyRun(tuple(compared[package.folder] for package in stored), root)


def _same(package: StoredPackage, wish: Wish) -> _Same:
    manifest = package.manifest
    as_of = wish.as_of or manifest.as_of
    # A package that was not simulated on its day is none because a day has passed.
    another = next(day for day in _ANY_DAYS if day != as_of)
    today = another if manifest.simulated else as_of
    return _Same(
        Options(
            as_of=as_of,
            today=wish.today if wish.as_of else today,
            profile=wish.profile or manifest.profile,
            allow_overrides=wish.allow_overrides,
            inline_waivers=wish.inline_waivers,
        ),
        manifest.asked.documents,
        manifest.draft,
        wish.now or manifest.asked.now,
        package.xsd,
    )


def _print(
    paths: tuple[Path, ...], same: _Same, packages: Sequence[StoredPackage]
) -> tuple[Path, dict[Subject, PrintedPackage | Refusal]]:
    run = check_whole(paths, same.options)
    templates = data_dir("templates")
    schemas = SchemaSet.load(data_dir("schemas"))
    options = RenderOptions(
        to=None,
        documents=same.documents,
        draft=same.draft,
        now=same.now,
        xsd=same.xsd,
        only=frozenset(package.subject for package in packages),
        refused_too=True,
    )
    made = print_packages(
        material_of(run, schemas),
        load_documents(templates, schemas),
        templates,
        options,
    )
    return run.root, {one.subject: one for one in made}
