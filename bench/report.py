"""Tables of figures: to the terminal, and into docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Made by `make bench` (`python -m bench --write`); nothing here is written by hand. The messages are
made up in the shape of released cables, about 3.5 KB each, all forms in the mixture of the
archives. Below each heading stand the command, the day, the commit and the machine. Figures of one
machine say little about another: run it on yours.

Filing, searching, following and starting share one archive: `python -m bench all --cables 1000000
--folder DIR --write` makes it in a folder and measures them one after the other; what is done is
passed over when it is started again.
"""
# The order of the page, whichever part was measured first.
ORDER = (
    "Reading", "Where the time goes", "Folders and archives", "Filing", "Searching",
    "Side by side", "Following", "Starting", "The reading room",
    "Many readers", "Many readers who sign in", "Doors", "Readers", "Deciding", "Release",
    "Alerts",
)  # fmt: skip
_SECTION = re.compile(r"^## (.+?)$\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a title, and a line below it on how it was measured."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def markdown(self) -> str:
        """Return it as Markdown; numbers to the right."""
        lines = [f"### {self.title}", ""]
        lines.append("| " + " | ".join(self.columns) + " |")
        lines.append("|" + "|".join(["---", *["---:"] * (len(self.columns) - 1)]) + "|")
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        if self.note:
            lines += ["", self.note]
        return "\n".join(lines) + "\n"

    def plain(self) -> str:
        """Return it for a terminal."""
        table = (self.columns, *self.rows)
        widths = [max(len(row[place]) for row in table) for place in range(len(self.columns))]
        lines = [self.title]
        for row in table:
            cells = [
                cell.rjust(width) if place else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  " + "  ".join(cells).rstrip())
        if self.note:
            lines.append("  " + self.note)
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What one sub-benchmark found."""

    name: str
    about: str
    tables: tuple[Table, ...]
    command: str = field(default_factory=lambda: _command(sys.argv[1:]))
    measured: str = field(default_factory=lambda: f"{_today()}, {commit()}, {machine()}")

    @classmethod
    def from_dict(cls, found: dict[str, Any]) -> Section:
        """Return the section that `to_dict` made this of."""
        return msgspec.convert(found, cls)

    def to_dict(self) -> dict[str, Any]:
        """Return the section as JSON can hold it."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made

    def markdown(self) -> str:
        """Return the section with what it was measured on."""
        parts = [self.about, f"`{self.command.strip()}`, {self.measured}."]
        parts += [table.markdown().rstrip() for table in self.tables]
        return "\n\n".join(parts) + "\n"


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def _command(words: Sequence[str]) -> str:
    """Return what was typed; a folder of the machine that measured is called F."""
    pairs = zip(("", *words), words, strict=False)
    said = [
        f"F/{Path(word).name}" if before == "--archive" else "F" if before == "--folder" else word
        for before, word in pairs
    ]
    return " ".join(("python -m bench", *said))


def machine() -> str:
    """Describe the machine: processor, cores, system, Python."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        match = re.search(r"^model name\s*: (.+)$", info.read_text(encoding="utf-8"), re.MULTILINE)
        name = match[1] if match else name
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{name}, {os.cpu_count()} cores, {memory:.0f} GB of memory, "
        f"{platform.system()} {platform.machine()}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def commit() -> str:
    """Name the commit that was measured, and whether the files differ from it."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", *words],  # noqa: S607  git is wherever the person has it
            cwd=PAGE.parents[1], capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    try:
        name = git("rev-parse", "--short", "HEAD")
        # The page itself is being written.
        changed = git("status", "--porcelain", "--", "src", "bench")
    except (OSError, subprocess.CalledProcessError):
        return "commit unknown"
    return f"commit {name} and changes to it" if changed else f"commit {name}"


def write(sections: list[Section]) -> None:
    """Put sections into the page; those that were not measured this time stay."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    kept = {match[1]: match[2].strip("\n") + "\n" for match in _SECTION.finditer(old)}
    kept |= {section.name: section.markdown() for section in sections}
    names = sorted(kept, key=_place)
    body = "\n".join(f"## {name}\n\n{kept[name]}" for name in names)
    PAGE.write_text(f"{HEAD}\n{body}", encoding="utf-8")


def _place(name: str) -> tuple[int, int]:
    """Return where a section stands; one that was measured at several sizes says which."""
    bare, _, size = name.partition(", ")
    number = int("".join(filter(str.isdigit, size)) or 0)
    return (ORDER.index(bare) if bare in ORDER else len(ORDER), number)
