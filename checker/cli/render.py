"""`dera render`: write the submission documents of what complies."""

import sys
from datetime import date, datetime
from pathlib import Path

import click

from checker.cli import clock, options
from checker.cli.packages import rendered_text
from checker.cli.place import shown_from
from checker.cli.terminal import wants_colour, write
from checker.cli.verified import verified_text
from checker.errors import UsageError
from checker.pipeline import Options
from checker.pipeline.render import render
from checker.pipeline.verify_render import Wish, verify_render
from checker.render.material import PAPERS, RenderOptions
from checker.render.xsd import read_xsd

__all__ = ["command"]


@click.command(
    "render",
    epilog="""\b
Examples:
  dera render --to out                                every package that complies
  dera render --to out --aggregation bayview-storage  one aggregation
  dera render --to out --document self-schedule       one document of each
  dera render --to drafts --draft                     in spite of findings, marked
  dera render --to out --pdf                          PDF files too
  dera render --check                                 write nothing, for a hook
  dera render --verify out                            is it still as declared?

\b
A package is written whole or not at all; a refused one does not stop the others.
Exit code 1: a package was refused, or does not match its declarations.
""",
)
@options.paths
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder to write the packages into.",
)
@click.option(
    "--check",
    "check_only",
    is_flag=True,
    help="Write nothing; say which packages are complete and which are refused.",
)
@click.option(
    "--verify",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Write nothing; say which documents in this folder no longer match their"
    " declarations, or were changed by hand. The day, the profile and the time are"
    " those of the packages when not given.",
)
@click.option(
    "--aggregation",
    "aggregations",
    multiple=True,
    callback=options.comma_list,
    metavar="ID",
    help="Only this aggregation; repeatable, or a list with commas.",
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    callback=options.comma_list,
    metavar="ID",
    help="Only this document; repeatable, or a list with commas.",
)
@click.option(
    "--draft",
    is_flag=True,
    help="Write in spite of findings; every page says that it is a draft.",
)
@click.option(
    "--pdf",
    is_flag=True,
    help="Write each web page as a PDF file too; needs the extra `pdf`.",
)
@click.option(
    "--paper",
    type=click.Choice(PAPERS),
    help="The paper of the PDF files; letter when not given.",
)
@click.option(
    "--xsd",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Validate every XML file by your own XSD, and say so in it; needs the extra"
    " `xsd`. A package with an invalid one is refused.",
)
@options.as_of
@options.profile
@options.no_overrides
@options.inline_waivers
@options.now
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    paths: tuple[Path, ...],
    to: Path | None,
    check_only: bool,
    verify: Path | None,
    aggregations: tuple[str, ...],
    documents: tuple[str, ...],
    draft: bool,
    pdf: bool,
    paper: str | None,
    xsd: Path | None,
    as_of: date | None,
    profile: str | None,
    no_overrides: bool,
    no_inline_waivers: bool,
    now: datetime | None,
) -> int:
    """Check a portfolio and write the documents of every package that complies."""
    if verify is not None:
        if any((to, check_only, draft, pdf, xsd, aggregations, documents)):
            raise UsageError("--verify takes what is in its folder, and writes nothing")
        wish = Wish(
            today=clock.today(),
            as_of=as_of,
            profile=profile,
            now=now,
            allow_overrides=not no_overrides,
            inline_waivers=not no_inline_waivers,
        )
        return _verified(verify, paths, wish)
    if check_only == (to is not None):
        raise UsageError("give either --to DIR or --check")
    if check_only and draft:
        raise UsageError(
            "--check and --draft exclude each other: a draft is never refused"
        )
    if draft and xsd:
        raise UsageError("--xsd and --draft exclude each other: a draft is never valid")
    if paper and not pdf:
        raise UsageError("--paper is for PDF files; give --pdf too")
    today = clock.today()
    run = render(
        paths,
        Options(
            as_of=as_of or today,
            today=today,
            profile=profile,
            allow_overrides=not no_overrides,
            inline_waivers=not no_inline_waivers,
        ),
        RenderOptions(
            to=to,
            aggregations=aggregations,
            documents=documents,
            draft=draft,
            pdf=(paper or PAPERS[0]) if pdf else None,
            xsd=read_xsd(xsd) if xsd else None,
            now=now or (clock.beginning(as_of) if as_of else clock.now()),
        ),
    )
    write(
        rendered_text(
            run.rendered,
            run.report,
            draft=draft,
            wrote=not check_only,
            colour=wants_colour(sys.stdout),
            below=shown_from(run.root),
        )
    )
    return int(bool(run.rendered.refused))


def _verified(target: Path, paths: tuple[Path, ...], wish: Wish) -> int:
    run = verify_render(target, paths, wish)
    colour, below = wants_colour(sys.stdout), shown_from(run.root)
    write(verified_text(run.packages, colour=colour, below=below))
    return int(not all(package.matches for package in run.packages))
