"""EC micro-credentials as Open Badges 3.0: issue, verify, bake, stack.

A thin wrapper over the C ABI of microcred, by ctypes alone: it works with every Python from 3.9 on, and nothing has to be compiled.

    >>> engine = Engine()
    >>> key = engine.keygen()
    >>> badge = engine.issue(micro_credential, key["privateKeyJwk"])
    >>> engine.accept(badge)["credentialSubject"]["achievement"]["name"]

Every operation is there as ``engine.call(name, **request)``; ``microcred.info()`` lists them.
"""

from __future__ import annotations

import base64
import ctypes
import ctypes.util
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, Callable, Mapping, Optional, Sequence, Union

__all__ = ["Engine", "Error", "BadRequest", "Refused", "Failed", "NotAccepted", "info", "library"]

Json = Any
Bytes = Union[bytes, bytearray, memoryview]
Document = Union[str, Bytes, Mapping[str, Any]]

ABI_MAJOR = 1
#: No moment that the library takes for the time.
_NO_TIME = -(2**63)
OK, REQUEST, REFUSED = 0, 5, 6


class Error(Exception):
    """Why something was not done: ``code`` is stable, ``pointer`` is where, ``message`` what it means, ``detail`` what to do."""

    def __init__(self, told: Mapping[str, Any]):
        self._made_of = told
        self.status: Optional[int] = told.get("status")
        self.code: str = told.get("code", "internal")
        self.pointer: str = told.get("pointer", "")
        self.message: str = told.get("message", "")
        self.detail: str = told.get("detail", "")
        self.findings: Sequence[Mapping[str, Any]] = told.get("findings", ())
        place = f" at {self.pointer}" if self.pointer else ""
        reason = f" ({self.detail})" if self.detail else ""
        super().__init__(f"{self.code}{place}: {self.message}{reason}")

    def __reduce__(self) -> Any:
        # It goes from process to process, where it is made anew of the same.
        return type(self), (self._made_of,)


class BadRequest(Error):
    """The call or the request cannot be understood."""


class Refused(Error):
    """What the request is about does not allow it."""


class Failed(Error):
    """Something failed that neither is to blame for."""


class NotAccepted(Error):
    """A credential that may not be believed. ``report`` says all about it; ``needs`` is what could not be looked up."""

    def __init__(self, report: Mapping[str, Any]):
        super().__init__(report["refusal"])
        self._made_of = self.report = report
        self.outcome: str = report["outcome"]
        self.needs: Sequence[Mapping[str, Any]] = report.get("needs", ())


def _load(path: Optional[os.PathLike[str] | str]) -> ctypes.CDLL:
    names = {"darwin": "libmicrocred.dylib", "win32": "microcred.dll"}
    beside = Path(__file__).with_name(names.get(sys.platform, "libmicrocred.so"))
    found = path or os.environ.get("MICROCRED_LIBRARY") or (beside if beside.exists() else ctypes.util.find_library("microcred"))
    if not found:
        raise OSError(f"the library is neither {beside}, nor installed; set MICROCRED_LIBRARY to its place")
    return ctypes.CDLL(str(found))


class _Library:
    """The functions with their types."""

    def __init__(self, path: Optional[os.PathLike[str] | str] = None):
        lib = _load(path)
        pointer, size, status = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int32
        text = [ctypes.c_char_p, size]
        results = [ctypes.POINTER(pointer), ctypes.POINTER(pointer)]
        self.FETCH = ctypes.CFUNCTYPE(status, pointer, pointer, size, pointer, size, ctypes.POINTER(size))
        self.SIGN = ctypes.CFUNCTYPE(status, pointer, pointer, size, pointer, size, pointer, size, ctypes.POINTER(size))
        self.NOW = ctypes.CFUNCTYPE(ctypes.c_int64, pointer)
        self.LOG = ctypes.CFUNCTYPE(None, pointer, status, pointer, size)
        for name, arguments, result in [
            ("microcred_abi_version", [], ctypes.c_uint32),
            ("microcred_version", [], ctypes.c_char_p),
            ("microcred_buffer_data", [pointer], pointer),
            ("microcred_buffer_length", [pointer], size),
            ("microcred_buffer_free", [pointer], status),
            ("microcred_engine_free", [pointer], status),
            ("microcred_info", results, status),
            ("microcred_engine_new_with_host", [*text, pointer, self.FETCH, self.SIGN, self.NOW, self.LOG, *results], status),
            ("microcred_call", [pointer, *text, *text, *results], status),
            ("microcred_verify", [pointer, *text, *text, *results], status),
            ("microcred_issue", [pointer, *text, *text, *results], status),
            ("microcred_render", [pointer, *text, *text, *results], status),
            ("microcred_bake", [pointer, *text, *text, *text, *results], status),
            ("microcred_unbake", [pointer, *text, *results], status),
        ]:
            function = getattr(lib, name)
            function.argtypes, function.restype = arguments, result
            setattr(self, name.removeprefix("microcred_"), function)
        if self.abi_version() >> 16 != ABI_MAJOR:
            raise OSError(f"the library has ABI {self.abi_version() >> 16}, and this wrapper wants {ABI_MAJOR}")

    def taken(self, buffer: ctypes.c_void_p) -> bytes:
        """What a buffer holds; the buffer is freed."""
        try:
            return ctypes.string_at(self.buffer_data(buffer), self.buffer_length(buffer))
        finally:
            self.buffer_free(buffer)

    def ask(self, function: Callable[..., int], *arguments: Any) -> ctypes.c_void_p:
        out, err = ctypes.c_void_p(), ctypes.c_void_p()
        status = function(*arguments, ctypes.byref(out), ctypes.byref(err))
        if status == OK:
            return out
        told = json.loads(self.taken(err)) if err else {"status": status}
        raise {"request": BadRequest, "call": BadRequest, "refused": Refused}.get(told.get("kind", ""), Failed)(told)


_loaded: Optional[_Library] = None


def library(path: Optional[os.PathLike[str] | str] = None) -> _Library:
    """The library: that of ``path``, or else of MICROCRED_LIBRARY, or the one beside this file, or the one that is installed."""
    global _loaded
    if _loaded is None or path is not None:
        _loaded = _Library(path)
    return _loaded


def info() -> Json:
    """What the library is: versions, features, operations, contexts."""
    lib = library()
    return _decoded(lib.taken(lib.ask(lib.info)))


_decoder = json.JSONDecoder()


def _decoded(text: bytes) -> Json:
    """What the library wrote: UTF-8 without a byte order mark and without space around it, which ``json.loads`` would look for."""
    return _decoder.raw_decode(str(text, "utf-8"))[0]


def _bytes(document: Document) -> bytes:
    if isinstance(document, (bytes, bytearray, memoryview)):
        return bytes(document)
    if isinstance(document, str):
        return document.encode()
    if isinstance(document, Mapping):
        return json.dumps(document).encode()
    raise TypeError(f"a document is a text, bytes or an object of JSON, not {type(document).__name__}")


def _options(options: Mapping[str, Any]) -> bytes:
    if not options:
        return b"{}"
    return json.dumps({name: value for name, value in options.items() if value is not None}).encode()


def _given(found: bytes, buffer: int, capacity: int, length: Any) -> int:
    """Hands bytes to the library; a text has to say itself how it is written."""
    if not isinstance(found, (bytes, bytearray, memoryview)):
        return 2
    found = bytes(found)
    if len(found) > capacity:
        return 2
    ctypes.memmove(buffer, found, len(found))
    length[0] = len(found)
    return 0


class Engine:
    """What verifies and issues under one configuration. It never changes, and threads may share it.

    ``fetch(need) -> bytes | None`` looks something up, if ``offline=False`` is among the settings; ``sign(verification_method,
    message) -> bytes`` signs with a key of yours; ``now() -> int`` is the time; ``log(level, line)`` keeps a log.
    """

    def __init__(
        self,
        *,
        fetch: Optional[Callable[[Json], Optional[bytes]]] = None,
        sign: Optional[Callable[[str, bytes], bytes]] = None,
        now: Optional[Callable[[], int]] = None,
        log: Optional[Callable[[int, str], None]] = None,
        **configuration: Any,
    ):
        self._engine: Optional[ctypes.c_void_p] = None
        # It can be closed from within a call, and collected at any time: the same thread may enter again.
        self._lock = threading.RLock()
        self._inside = 0
        self._closed = False
        self._lib = lib = library()
        # As long as the engine lives, so do its callbacks.
        self._callbacks = (
            lib.FETCH(self._fetching(fetch)) if fetch else lib.FETCH(),
            lib.SIGN(self._signing(sign)) if sign else lib.SIGN(),
            lib.NOW(self._telling(now)) if now else lib.NOW(),
            lib.LOG(self._logging(log)) if log else lib.LOG(),
        )
        text = _options(configuration)
        self._engine = lib.ask(lib.engine_new_with_host, text, len(text), None, *self._callbacks)

    # Nothing may be thrown through the library: neither what is wrong, nor what ends a task or a process. Where a callable raises that, the
    # call fails, and the callable has to be told to stop in another way.

    @staticmethod
    def _fetching(fetch: Callable[[Json], Optional[bytes]]) -> Callable[..., int]:
        def callback(_user, need, size, buffer, capacity, length):  # type: ignore[no-untyped-def]
            try:
                found = fetch(json.loads(ctypes.string_at(need, size)))
                return 1 if found is None else _given(found, buffer, capacity, length)
            except BaseException:  # noqa: BLE001
                return 2

        return callback

    @staticmethod
    def _telling(now: Callable[[], int]) -> Callable[..., int]:
        def callback(_user):  # type: ignore[no-untyped-def]
            try:
                told = int(now())
                # What does not fit would be cut to something that does.
                return told if _NO_TIME <= told < -_NO_TIME else _NO_TIME
            except BaseException:  # noqa: BLE001
                return _NO_TIME

        return callback

    @staticmethod
    def _signing(sign: Callable[[str, bytes], bytes]) -> Callable[..., int]:
        def callback(_user, method, method_size, message, size, buffer, capacity, length):  # type: ignore[no-untyped-def]
            try:
                signature = sign(ctypes.string_at(method, method_size).decode(), ctypes.string_at(message, size))
                return _given(signature, buffer, capacity, length)
            except BaseException:  # noqa: BLE001
                return 2

        return callback

    @staticmethod
    def _logging(log: Callable[[int, str], None]) -> Callable[..., None]:
        def callback(_user, level, line, size):  # type: ignore[no-untyped-def]
            try:
                log(level, ctypes.string_at(line, size).decode())
            except BaseException:  # noqa: BLE001
                pass

        return callback

    def __reduce__(self) -> Any:
        raise TypeError("an engine is not copied: share it, or make another one")

    def close(self) -> None:
        """Frees the engine, once no call of another thread is inside it; whoever asks it after that gets a ValueError."""
        with self._lock:
            self._closed = True
        self._free_unused()

    def _free_unused(self) -> None:
        with self._lock:
            engine = None
            if self._closed and not self._inside:
                engine, self._engine = self._engine, None
        if engine:
            self._lib.engine_free(engine)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_engine", None):
            self.close()

    def _ask(self, function: Callable[..., int], *parts: bytes) -> bytes:
        arguments = [argument for part in parts for argument in (part, len(part))]
        with self._lock:
            if self._closed:
                raise ValueError("the engine is closed")
            self._inside += 1
        try:
            return self._lib.taken(self._lib.ask(function, self._engine, *arguments))
        finally:
            with self._lock:
                self._inside -= 1
            self._free_unused()

    def call(self, operation: str, **request: Any) -> Json:
        """Any operation by its name."""
        return _decoded(self._ask(self._lib.call, operation.encode(), _options(request)))

    def keygen(self, type: Optional[str] = None, verificationMethod: Optional[str] = None) -> Json:
        """A new key: keep ``privateKeyJwk`` secret."""
        return self.call("keygen", type=type, verificationMethod=verificationMethod)

    def issue(self, document: Document, key: Union[str, Mapping[str, Any]], **options: Any) -> Any:
        """Signs a micro-credential or an unsigned credential: the exact text that was signed. Keep it as it is.

        With ``suite="vc+cose"`` it is a binary message, and so bytes.
        """
        signed = self._ask(self._lib.issue, _bytes(document), _options({"key": key, **options}))
        return signed if options.get("suite") == "vc+cose" else signed.decode()

    def verify(self, document: Document, **options: Any) -> Json:
        """The report on a credential, token, presentation or image. A bad badge is a report, not an error."""
        return _decoded(self._ask(self._lib.verify, _bytes(document), _options(options)))

    def accept(self, document: Document, **options: Any) -> Json:
        """What may be shown as fact of a credential; ``NotAccepted`` with the reason if it may not be believed."""
        report = self.verify(document, **options)
        if "verified" not in report:
            raise NotAccepted(report)
        return report["verified"]

    def render(self, document: Document, **options: Any) -> Union[str, bytes]:
        """A certificate, a badge image or a report to look at: text, or bytes of a PDF or PNG."""
        made = self._ask(self._lib.render, _bytes(document), _options(options))
        return made if options.get("format") in ("pdf", "png") else made.decode()

    def bake(self, document: Document, image: Optional[Bytes] = None, **options: Any) -> bytes:
        """The image with the credential in it; without one, it is drawn."""
        return self._ask(self._lib.bake, bytes(image or b""), _bytes(document), _options(options))

    def unbake(self, image: Bytes) -> bytes:
        """The credential in an image, byte for byte. Nothing is verified."""
        return self._ask(self._lib.unbake, bytes(image))

    def _text(self, credential: Document) -> Document:
        """As it stands in JSON: the credential in a PNG, and a binary message in an envelope."""
        if not isinstance(credential, (bytes, bytearray, memoryview)):
            return credential
        credential = bytes(credential)
        if credential.startswith(b"\x89PNG"):
            return self._text(self.unbake(credential))
        try:
            return credential.decode()
        except UnicodeDecodeError:
            message = base64.b64encode(credential).decode()
            return {
                "@context": "https://www.w3.org/ns/credentials/v2",
                "type": "EnvelopedVerifiableCredential",
                "id": f"data:application/vc+cose;base64,{message}",
            }

    def evaluate(self, pathway: Mapping[str, Any], credentials: Sequence[Document], **options: Any) -> Json:
        """Where a learner stands on a pathway. Each credential is verified first."""
        texts = [self._text(one) for one in credentials]
        return self.call("stack_evaluate", pathway=pathway, credentials=texts, **options)

    def award(
        self, pathway: Mapping[str, Any], credentials: Sequence[Document], key: Union[str, Mapping[str, Any]], **options: Any
    ) -> Json:
        """The larger award, once a pathway is complete."""
        texts = [self._text(one) for one in credentials]
        return self.call("stack_award", pathway=pathway, credentials=texts, key=key, **options)
