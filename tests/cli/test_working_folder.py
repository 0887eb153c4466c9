"""A folder in which somebody works holds what others sent: none of it is run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cablegram
from cablegram.archive.pool import BATCH_ITEMS
from cablegram.search import Archive

#: Modules that a process asks for as it begins, or as it reads.
NAMES = ("multiprocessing", "pickle", "socket", "email", "html")
#: As an installed program begins: what lies beside it is found, not what lies where it is called.
PROGRAM = "from cablegram.cli import main\nif __name__ == '__main__':\n    main()\n"
#: So many that they are read by processes of their own.
CABLES = BATCH_ITEMS + 1
CABLE = "FM AMEMBASSY LISBON\nTO SECSTATE WASHDC\nUNCLAS LISBON {0:06}\nSUBJECT: DUES {0}\n"


def sent_to(folder: Path) -> Path:
    """Put cables into a folder, and programs that bear the names of modules."""
    folder.mkdir()
    for number in range(1, CABLES + 1):
        (folder / f"{number}.txt").write_text(CABLE.format(number), encoding="utf-8")
    for name in NAMES:
        text = "from pathlib import Path\n(Path(__file__).parent / 'was-run').touch()\n"
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def test_processes_that_read_run_nothing_of_the_folder(tmp_path: Path) -> None:
    folder = sent_to(tmp_path / "sent")
    program = tmp_path / "bin" / "program.py"
    program.parent.mkdir()
    program.write_text(PROGRAM, encoding="utf-8")
    words = ["ingest", ".", "--archive", str(tmp_path / "archive"), "--workers", "2"]
    source = Path(cablegram.__file__).parents[1]
    ended = subprocess.run(
        [sys.executable, str(program), *words], cwd=folder, capture_output=True, text=True,
        check=False, env={**os.environ, "PYTHONPATH": str(source)},
    )  # fmt: skip
    assert not (folder / "was-run").exists()
    assert ended.returncode in {0, 1}, ended.stderr
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.search("dues").total == CABLES
