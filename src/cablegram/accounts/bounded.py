"""Answers of another host, no longer than they need be: what is longer is not read to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx2

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES: Final = 1 << 20


class Bounded(httpx2.BaseTransport):
    """Reaches other hosts by another transport, and stops reading what is too long or packed.

    A short packed answer could be a long one.
    """

    def __init__(self, transport: httpx2.BaseTransport | None = None) -> None:
        """Take the transport; the network if it is left out."""
        self._transport = transport or httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer; its bytes come while it is read.

        Raises:
            RemoteProtocolError: If it is packed though nobody asked for that.
        """
        answer = self._transport.handle_request(request)
        if answer.headers.get("content-encoding", "identity") != "identity":
            answer.close()
            raise httpx2.RemoteProtocolError("the answer is packed", request=request)
        stream = answer.stream
        assert isinstance(stream, httpx2.SyncByteStream)  # noqa: S101 (this is no async one)
        return httpx2.Response(
            answer.status_code,
            headers=answer.headers,
            stream=_Stream(stream, request),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close the transport."""
        self._transport.close()


class _Stream(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, request: httpx2.Request) -> None:
        self._stream = stream
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        left = MOST_BYTES
        for piece in self._stream:
            left -= len(piece)
            if left < 0:
                raise httpx2.ReadError("the answer is too long", request=self._request)
            yield piece

    def close(self) -> None:
        self._stream.close()
