"""The formats that are made of other formats: what nobody writes a template for.

Every Markdown file of a document is also a web page and, when asked for, a PDF file;
all of its CSV tables together are a workbook.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib.resources.abc import Traversable

from checker.model.finding import Subject
from checker.render.manifest import RenderedFile
from checker.render.material import Material, RenderOptions
from checker.render.page import PageMarks, PagePrinter
from checker.render.pdf import pdf_printer
from checker.render.tables import Table

__all__ = ["DerivedPrinter"]


class DerivedPrinter:
    """Makes web pages, PDF files and workbooks of what was rendered.

    Args:
        root: the templates; the frame of a page is among its partials.
        material: the judged portfolio.
        options: what to write.

    Raises:
        UsageError: PDF files are asked for and cannot be made.
    """

    def __init__(
        self, root: Traversable, material: Material, options: RenderOptions
    ) -> None:
        self._report = material.report
        self._draft = options.draft
        self._pages = PagePrinter(root)
        paper = options.pdf
        self._pdf: Callable[[str], bytes] | None = (
            None if paper is None else pdf_printer(paper)
        )

    def of(
        self, subject: Subject, name: str, status: str, files: Sequence[RenderedFile]
    ) -> Iterator[RenderedFile]:
        """Yield what is made of the files of one document, rendered once.

        Args:
            subject: whose package it is.
            name: the name that its workbook gets, when it has tables.
            status: `final`, or what it must not be taken for, on one line.
            files: as templates printed them.

        Raises:
            OutputError: a text is longer than the cell of a workbook.
        """
        for file in files:
            if file.format == "markdown":
                yield from self._readable(file, status)
        tables = [file for file in files if file.format == "csv"]
        if tables:
            yield self._workbook(subject, name, status, tables)

    def _readable(self, file: RenderedFile, status: str) -> Iterator[RenderedFile]:
        report = self._report
        marks = PageMarks(
            document=file.spec.title,
            status=status,
            draft=self._draft,
            as_of=report.as_of,
            profile=report.profile,
            tool_version=report.tool_version,
        )
        page = self._pages.page(file.content.decode(), marks)
        stem = file.name.removesuffix(".md")
        made_of = (file.name,)
        yield RenderedFile(
            f"{stem}.html", page.encode(), file.spec, "html", sources=made_of
        )
        if self._pdf is not None:
            content = self._pdf(page)
            yield RenderedFile(
                f"{stem}.pdf", content, file.spec, "pdf", sources=made_of
            )

    def _workbook(
        self, subject: Subject, name: str, status: str, files: Sequence[RenderedFile]
    ) -> RenderedFile:
        from checker.render.workbook import (  # noqa: PLC0415 # slow to import
            workbook,
        )

        spec, report = files[0].spec, self._report
        facts = [
            ("Document", spec.title),
            (subject.kind.capitalize(), subject.id),
            ("Status", status),
            ("Judged as of", report.as_of.isoformat()),
            ("Profile", report.profile),
            ("Printed by", f"dera {report.tool_version}"),
        ]
        content = workbook(
            [Table(file.table, file.name, file.content.decode()) for file in files],
            spec.columns,
            facts,
            day=report.as_of,
            draft=self._draft,
        )
        made_of = tuple(file.name for file in files)
        return RenderedFile(name, content, spec, "xlsx", sources=made_of)
