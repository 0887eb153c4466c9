"""The process that reads images of pages: it may be ended at any time, and takes no one with it.

It is started as a program by `cablegram.intake.ocr` and imports nothing of cablegram. It answers
each page (a line of JSON with width, height and dots per inch, then the grey bytes) with a line of
JSON: the text, the sum of the confidences of its words, and their number.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

LANGUAGE = "eng"
MEMORY_BYTES = 2 << 30
# A column of lines of any size: the label and the value of a heading stay on one line.
SINGLE_COLUMN = 4
DATA_FOLDERS = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/opt/local/share/tessdata",
)


def data_folder() -> str | None:
    """Return the folder with what Tesseract knows of the language, if it is installed."""
    named = os.environ.get("TESSDATA_PREFIX")
    found = [Path(named), Path(named, "tessdata")] if named else []
    for pattern in DATA_FOLDERS:
        found += sorted(Path("/").glob(pattern[1:]), reverse=True)
    program = shutil.which("tesseract")
    if program:
        found.append(Path(program).parent / "tessdata")
    for folder in found:
        if (folder / f"{LANGUAGE}.traineddata").is_file():
            return str(folder)
    return None


def bound_memory() -> None:
    """Let the system end what takes more memory than a page needs."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(hard, MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def answer(**values: object) -> None:
    """Write a line to the other process."""
    sys.stdout.buffer.write(json.dumps(values).encode() + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """Read pages until there are no more."""
    try:
        import tesserocr  # noqa: PLC0415  its absence is told
    except ImportError:
        answer(missing="library")
        return
    folder = data_folder()
    if folder is None:
        answer(missing="program")
        return
    bound_memory()
    with tesserocr.PyTessBaseAPI(path=folder, lang=LANGUAGE, psm=SINGLE_COLUMN) as reader:
        reader.SetVariable("debug_file", os.devnull)
        answer(ready=tesserocr.tesseract_version().partition("\n")[0])
        while line := sys.stdin.buffer.readline():
            page = json.loads(line)
            width, height = page["width"], page["height"]
            data = sys.stdin.buffer.read(width * height)
            reader.SetImageBytes(data, width, height, 1, width)
            reader.SetSourceResolution(page["dpi"])
            text = reader.GetUTF8Text()
            sure = reader.AllWordConfidences()
            answer(text=text, confidence=sum(sure), words=len(sure))
            reader.Clear()


if __name__ == "__main__":
    main()
