"""`dera evidence`: keep what a verdict rests on, and replay it anywhere."""

import sys
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import click

from checker.cli import clock, options
from checker.cli.output import replace_bytes
from checker.cli.packages import rendered_text
from checker.cli.place import shown_from
from checker.cli.terminal import wants_colour, write
from checker.errors import UsageError
from checker.evidence.archive import pack
from checker.evidence.collect import Collected, collect
from checker.evidence.replay import Verification, verify
from checker.pipeline import Options
from checker.report.cells import one_line, visible

__all__ = ["command"]

_VERIFY = "verify"


@click.command(
    "evidence",
    epilog="""\b
Examples:
  dera evidence bayview-storage --to bayview.zip   make the bundle
  dera evidence verify bayview.zip                 check it, offline, and replay it

\b
A bundle holds the report, every declaration, schema, policy, parameter, template and
document, and a manifest with their digests. The same input gives the same bytes: keep
the SHA-256 that is printed where nobody can change it.
Exit code 1: the package is refused, or the bundle is not what it records.
""",
)
@click.argument("aggregation", metavar="AGGREGATION | verify")
@click.argument(
    "bundle",
    required=False,
    type=click.Path(path_type=Path),
    metavar="[FILE.zip]",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.zip",
    help="The bundle to write.",
)
@options.portfolio
@options.as_of
@options.profile
@options.no_overrides
@options.inline_waivers
@options.now
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    aggregation: str,
    bundle: Path | None,
    to: Path | None,
    portfolio: Path,
    as_of: date | None,
    profile: str | None,
    no_overrides: bool,
    no_inline_waivers: bool,
    now: datetime | None,
) -> int:
    """Make a bundle of evidence for an aggregation, or verify one.

    FILE.zip is the bundle to verify; --to names the one to make.
    """
    if aggregation == _VERIFY:
        if to is not None or bundle is None:
            raise UsageError("write it as: dera evidence verify FILE.zip")
        return _verified(bundle)
    if to is None or bundle is not None:
        raise UsageError("write it as: dera evidence AGGREGATION --to FILE.zip")
    today = clock.today()
    collected = collect(
        portfolio,
        aggregation,
        Options(
            as_of=as_of or today,
            today=today,
            profile=profile,
            allow_overrides=not no_overrides,
            inline_waivers=not no_inline_waivers,
        ),
        now or (clock.beginning(as_of) if as_of else clock.now()),
    )
    return _made(collected, aggregation, to)


def _made(collected: Collected, aggregation: str, to: Path) -> int:
    if not collected.files:
        write(
            rendered_text(
                collected.rendered,
                collected.run.report,
                draft=False,
                wrote=False,
                colour=wants_colour(sys.stdout),
                below=shown_from(collected.run.root),
            )
        )
        return 1
    raw = pack(collected.files)
    replace_bytes(to, raw)
    write(
        f"evidence for {aggregation}: {len(collected.files)} files in"
        f" {visible(to.as_posix())}\n"
        f"  as of {collected.run.report.as_of.isoformat()}"
        f"{', simulated' if collected.run.report.simulated else ''},"
        f" profile {collected.run.report.profile}\n"
        f"  sha256 {sha256(raw).hexdigest()}\n"
    )
    return 0


def _verified(bundle: Path) -> int:
    found = verify(bundle)
    write(_verdict(found, bundle))
    return int(bool(found.differences))


def _verdict(found: Verification, bundle: Path) -> str:
    case = found.circumstances
    lines = [f"  differs: {one_line(line)}" for line in found.differences]
    lines += [f"  note: {one_line(line)}" for line in found.notes]
    if found.differences:
        head = "the bundle is not what it records"
    else:
        head = (
            f"{found.files} files are as recorded; the judgement and the documents"
            " come out again"
        )
    about = (
        f"  about {one_line(case.aggregation)}, as of {case.as_of},"
        f" profile {one_line(case.profile)}"
    )
    name = visible(bundle.as_posix())
    return "\n".join([f"{name}: {head}", about, *lines, f"  sha256 {found.sha256}", ""])
