"""Sessions for those who use nox: `nox -s lint types tests property docs bench`."""

from __future__ import annotations

from pathlib import Path

import nox

nox.options.sessions = ["lint", "types", "tests", "docs"]
nox.options.default_venv_backend = "venv"
PINS = "requirements/dev.txt"


def install(session: nox.Session) -> None:
    session.install("--require-hashes", "-r", PINS)
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


@nox.session
def lint(session: nox.Session) -> None:
    install(session)
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")


@nox.session
def types(session: nox.Session) -> None:
    install(session)
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    install(session)
    session.run("pytest", "-n", "2", *session.posargs)


@nox.session(name="property")
def property_(session: nox.Session) -> None:
    install(session)
    folders = [name for name in ("tests/property", "tests/fuzz") if Path(name).is_dir()]
    session.run("pytest", *folders, *session.posargs, env={"HYPOTHESIS_PROFILE": "ci"})


@nox.session
def docs(session: nox.Session) -> None:
    install(session)
    session.run("pytest", "tests/test_docs.py", *session.posargs)


@nox.session
def security(session: nox.Session) -> None:
    install(session)
    session.run("bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", "src")
    for name in ("base", "dev", "newsroom"):
        path = f"requirements/{name}.txt"
        session.run("pip-audit", "--requirement", path, "--disable-pip", "--strict")


@nox.session
def bench(session: nox.Session) -> None:
    install(session)
    session.run("python", "-m", "bench", *(session.posargs or ("--write",)))
