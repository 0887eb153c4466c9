"""Made-up telegrams, and archives of them, for the tests of intake."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from typing import TYPE_CHECKING

import py7zr
import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def telegram(number: int) -> bytes:
    return (
        f"O 021424Z APR 08\nFM AMEMBASSY LISBON\nTO SECSTATE WASHDC IMMEDIATE {number:04d}\nBT\n"
        f"UNCLAS LISBON {number:06d}\n\nSUBJECT: A BRIDGE IS OPENED\n\n"
        "1. THE BRIDGE IS OPEN.\n\nBT\n"
    ).encode()


def zip_of(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tar_of(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def seven_zip_of(members: Mapping[str, bytes], password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def packers() -> dict[str, Callable[[Mapping[str, bytes]], bytes]]:
    return {
        "zip": zip_of,
        "zip-stored": lambda members: zip_of(members, zipfile.ZIP_STORED),
        "zip-bzip2": lambda members: zip_of(members, zipfile.ZIP_BZIP2),
        "tar": tar_of,
        "tar.gz": lambda members: gzip.compress(tar_of(members)),
        "tar.bz2": lambda members: bz2.compress(tar_of(members)),
        "tar.xz": lambda members: lzma.compress(tar_of(members)),
        "tar.zst": lambda members: zstandard.compress(tar_of(members)),
        "7z": seven_zip_of,
    }
