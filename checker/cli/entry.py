"""From a command line to an exit code.

Only click is imported here. A command's module is imported when it is called, so that
`dera --help` and every commit hook start at once.
"""

import gc
import os
import sys
import threading
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click
from click.shell_completion import CompletionItem

from checker import __version__
from checker.cache.replay import chosen_folder
from checker.cache.witness import Witness
from checker.errors import CheckerError

__all__ = ["main", "run"]

_INTERRUPTED = 130
_COLLECT_RARELY = (1_000_000, 50, 100)
"""A run makes many values and drops few: to look for cycles less saves a quarter."""

_COUNTED = "multiprocessing.resource_tracker"

_COMMANDS = {
    "check": "Judge declarations by the schemas and policies.",
    "plan": "Say what a change sets off: reviews, documents, dates.",
    "render": "Write the submission documents of what complies.",
    "cache": "Show or clear what earlier runs have kept.",
    "baseline": "List the present findings, so that only new ones count.",
    "diff": "Show what differs between two files, by id; git's diff driver.",
    "dossier": "Write pages that a reviewer reads instead of YAML.",
    "evidence": "Keep what a verdict rests on, and replay it.",
    "timeline": "Say what is missing to go live, who owes it, by when.",
    "explain": "Show one policy, parameter or engine rule as a page.",
    "rules": "List every policy and engine rule.",
    "verify": "Run the tests inside policies, ours or your own.",
    "init": "Write a commented starter portfolio, with hook and pipeline files.",
    "refdata": "Keep CAISO's public lists beside the declarations.",
    "reconcile": "Compare with the Master File, public data and meter readings.",
    "schema": "Print a JSON Schema, or write them all for editors.",
}


class _Commands(click.Group):
    """Commands by name, each imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 # click's
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 # click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"checker.cli.{cmd_name}").command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[CompletionItem]:
        names = [
            CompletionItem(name, help=summary)
            for name, summary in _COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-"):
            near = get_close_matches(name, _COMMANDS, n=1)
            if near or Path(name).exists():
                meant = near[0] if near else f"check {name}"
                ctx.fail(f"`{name}` is no command. Did you mean `dera {meant}`?")
        return super().resolve_command(ctx, args)


@click.command(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  dera                                        check the portfolio around you
  dera check --as-of 2026-12-08               judge as of a day
  dera render --to out                        write the documents
  dera explain SIZE-001                       why a policy exists, and its source

\b
Exit codes:
  0  compliant             2  wrong use, or unusable configuration or policies
  1  findings              3  nothing to check
                           4  internal fault

\b
Shell completion, for bash (zsh and fish alike):
  eval "$(_DERA_COMPLETE=bash_source dera)"
""",
)
@click.version_option(__version__, prog_name="dera", message="%(prog)s %(version)s")
@click.pass_context
def dera(ctx: click.Context) -> int | None:
    """Check declared DER aggregations, and write their submission documents.

    In a portfolio (a folder with dera.yaml, or below one), plain `dera` runs
    `dera check`.
    """
    if ctx.invoked_subcommand is not None:
        return None
    here = Path.cwd()
    if any((folder / "dera.yaml").is_file() for folder in (here, *here.parents)):
        verdict: int = ctx.invoke(import_module("checker.cli.check").command)
        return verdict
    click.echo(ctx.get_help(), err=True)
    raise click.ClickException("no command is given, and no dera.yaml is here or above")


def main() -> NoReturn:
    """Run the command line of this process and leave with its exit code."""
    gc.set_threshold(*_COLLECT_RARELY)
    # Plugins of pydantic would be looked for in every package, and run.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    arguments = sys.argv[1:]
    kept = arguments[:1] in ([], ["check"]) and chosen_folder(arguments) is not None
    _leave(run(arguments, Witness() if kept else None))


def _leave(code: int) -> NoReturn:
    """End this process without taking apart, value by value, what a run has made.

    That would take a tenth of a run. Whatever still has something to do is waited for:
    threads, and what Python keeps count of for processes that were not forked.
    """
    if threading.active_count() == 1 and _COUNTED not in sys.modules:
        try:
            for stream in filter(None, (sys.stdout, sys.stderr)):
                stream.flush()
        except (OSError, ValueError):  # Python says what is wrong when it ends
            sys.exit(code)
        os._exit(code)
    sys.exit(code)


def run(args: Sequence[str], witness: Witness | None = None) -> int:
    """Run a command line and return its exit code; every failure ends here.

    Args:
        args: the command line, without the name of the program.
        witness: sees what is looked at, so that the answer can be given again.
    """
    try:
        code = dera.main(
            list(args), prog_name="dera", standalone_mode=False, obj=witness
        )
    except click.Abort:
        return _INTERRUPTED
    except click.ClickException as error:
        from checker.cli import faults  # noqa: PLC0415 # only a failure pays for it

        return faults.refuse(error)
    except CheckerError as error:
        from checker.cli import faults  # noqa: PLC0415 # only a failure pays for it

        return faults.complain(error)
    except Exception as error:  # noqa: BLE001 # the one place that turns a fault of ours into exit 4 and a trace
        from checker.cli import faults  # noqa: PLC0415 # only a failure pays for it

        return faults.report_fault(error)
    return code if isinstance(code, int) else 0
