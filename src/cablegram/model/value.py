"""How a value type of the model is made: a frozen dataclass whose instances are made quickly.

The `__init__` that `dataclass(frozen=True)` writes sets each field by `object.__setattr__`, and a
message has some two hundred values. This one opens the instance, sets the fields as plain slots,
and closes it again: the same checks, half the time (docs/explanation/decisions/0007-values.md).
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(kind: type[T]) -> type[T]:
    """Make a value type: frozen, with slots, its fields given by name.

    >>> @value
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(x=1)
    Point(x=1, y=0)
    """
    made = dataclass(frozen=True, slots=True, kw_only=True)(kind)
    return _open_init(made, by_name=True)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def place_value(kind: type[T]) -> type[T]:
    """Make a value type whose fields are given in order, for the few that have two or three."""
    return _open_init(dataclass(frozen=True, slots=True)(kind), by_name=False)


def _open_init(kind: type[T], *, by_name: bool) -> type[T]:
    """Give a frozen dataclass an `__init__` that sets plain slots."""
    items = fields(kind)  # type: ignore[arg-type]
    # The same slots in the same order, and nothing that refuses to set them.
    opened = type(f"Open{kind.__name__}", (), {"__slots__": tuple(item.name for item in items)})
    names: dict[str, Any] = {"_opened": opened, "_kind": kind, "_set_class": _SET_CLASS}
    parameters = ["self", "*"] if by_name else ["self"]
    for item in items:
        if item.default is not MISSING:
            names[f"_default_{item.name}"] = item.default
            parameters.append(f"{item.name}=_default_{item.name}")
        elif item.default_factory is not MISSING:
            raise TypeError(f"{kind.__name__}.{item.name}: a default is made anew")
        else:
            parameters.append(item.name)
    lines = [
        f"def __init__({', '.join(parameters)}):",
        " _set_class(self, _opened)",
        *(f" self.{item.name} = {item.name}" for item in items),
        " self.__class__ = _kind",
    ]
    if hasattr(kind, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec("\n".join(lines), names)  # noqa: S102 - as `dataclass` does, from the fields' names alone
    init = names["__init__"]
    init.__qualname__ = f"{kind.__qualname__}.__init__"
    init.__annotations__ = dict(kind.__init__.__annotations__)
    kind.__init__ = init  # type: ignore[method-assign]
    return kind


_SET_CLASS: Callable[[object, type], None] = object.__dict__["__class__"].__set__
