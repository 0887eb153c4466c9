"""Assistants ask the archive by the Model Context Protocol, and see what their reader may see."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cablegram.assist.http import assist_application
    from cablegram.assist.server import assist_server

__all__ = ["assist_application", "assist_server"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (the hook of the language)
    """Load what needs the extra when it is asked for."""
    if name == "assist_server":
        from cablegram.assist.server import assist_server  # noqa: PLC0415

        return assist_server
    if name == "assist_application":
        from cablegram.assist.http import assist_application  # noqa: PLC0415

        return assist_application
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
