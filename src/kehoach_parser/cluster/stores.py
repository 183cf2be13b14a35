"""Files in any store that fsspec knows: listed, fetched together, written whole, each asked for again when the store fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple, TypeVar

from kehoach_parser.errors import MissingExtra, OutputError, UnreadableFile
from kehoach_parser.ingest import SUFFIXES

T = TypeVar("T")

TRIES = 5  # how often a store is asked for a file
WAIT = 0.5  # seconds before the second try, doubled each time
AT_ONCE = 16  # files that are fetched together
_PATTERN = frozenset("*?[")


class Stored(NamedTuple):
    """A file in a store: its URL and what tells this version of it from others."""

    url: str
    version: str


def list_files(urls: Sequence[str], storage: Mapping[str, Any]) -> list[Stored]:
    """The plans below the URLs (a file, a folder with all below it, or a pattern with *), in the order of their names."""
    found: dict[str, Stored] = {}
    for url in urls:
        here = _list_one(url, storage)
        if not here:
            raise UnreadableFile("holds no plan; give a folder or pattern with files that end in " + ", ".join(sorted(SUFFIXES)), path=url)
        found.update((file.url, file) for file in here)
    return sorted(found.values())


def _list_one(url: str, storage: Mapping[str, Any]) -> list[Stored]:
    store, path = open_store(url, storage)
    try:
        listed: dict[str, Any] = _patiently(lambda: _listed(store, path))
    except FileNotFoundError:
        raise UnreadableFile("is not there; check the URL", path=url) from None
    except Exception as error:  # every store has errors of its own
        raise UnreadableFile(f"cannot be listed ({type(error).__name__}: {error})", path=url) from error
    if list(listed) == [path]:  # named itself: read whatever its name is
        return [_stored(store, path, listed[path])]
    return [_stored(store, path, info) for path, info in listed.items() if info.get("type") == "file" and _is_plan(path)]


def _listed(store: Any, path: str) -> dict[str, Any]:
    found: dict[str, Any]
    if "*" in path:
        found = store.glob(path, detail=True)
    elif store.isdir(path):
        found = store.find(path, detail=True)
    else:
        found = {path: store.info(path)}
    return found


def _patiently(ask_store: Callable[[], T]) -> T:
    """What the store says; asked again for a while when it fails, not when it says that a thing is not there or not allowed."""
    wait = WAIT
    for _ in range(TRIES - 1):
        try:
            return ask_store()
        except (FileNotFoundError, PermissionError):
            raise
        except Exception:  # every store has errors of its own
            sleep(wait)
            wait *= 2
    return ask_store()


def _is_plan(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return not name.startswith((".", "~$")) and os.path.splitext(name)[1].lower() in SUFFIXES  # noqa: PTH122 - a URL


def _stored(store: Any, path: str, info: Mapping[str, Any]) -> Stored:
    version = info.get("ETag") or info.get("etag") or info.get("md5Hash") or info.get("mtime") or info.get("LastModified") or ""
    return Stored(store.unstrip_protocol(path), f"{info.get('size')}/{version}")


def open_store(url: str, storage: Mapping[str, Any]) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path in it. `storage` are options of that store, none for local files."""
    import fsspec

    try:
        options = {} if "://" not in url or url.startswith("file:") else dict(storage)
        store, path = fsspec.core.url_to_fs(url, **options)
    except (ImportError, ValueError) as error:
        raise MissingExtra(f"this store is not known here ({error})", path=url) from error
    return store, path


def fetched(files: Sequence[Stored], storage: Mapping[str, Any]) -> Iterator[tuple[Stored, bytes | Exception]]:
    """Each file with its bytes, or with what the store said in the end."""
    for at in range(0, len(files), AT_ONCE):
        group = files[at : at + AT_ONCE]
        found = _fetch([file.url for file in group], storage)
        yield from ((file, found[file.url]) for file in group)


def _fetch(urls: Sequence[str], storage: Mapping[str, Any]) -> dict[str, bytes | Exception]:
    """Asks for the files together, and again for those that the store could not give out; a file that is gone stays gone."""
    found: dict[str, bytes | Exception] = {}
    for turn in range(TRIES):
        left = [url for url in urls if not isinstance(found.get(url), bytes | FileNotFoundError)]
        if not left:
            break
        if turn:
            sleep(WAIT * 2 ** (turn - 1))
        found.update(_ask_store(left, storage))
    return found


def _ask_store(urls: Sequence[str], storage: Mapping[str, Any]) -> dict[str, bytes | Exception]:
    try:
        store, _ = open_store(urls[0], storage)
        paths = {url: store._strip_protocol(url) for url in urls}
        plain = [path for path in paths.values() if not _PATTERN & set(path)]
        got: dict[str, bytes | Exception] = store.cat(plain, on_error="return") if plain else {}
        return {url: got[path] if path in got else _ask_for_one(store, path) for url, path in paths.items()}
    except Exception as error:  # every store has errors of its own
        return dict.fromkeys(urls, error)


def _ask_for_one(store: Any, path: str) -> bytes | Exception:
    """A file whose name looks like a pattern, "ke-hoach [2].docx": asked for together with others it would be taken for one."""
    try:
        data: bytes = store.cat_file(path)
        return data
    except Exception as error:  # every store has errors of its own
        return error


def put(out: str, storage: Mapping[str, Any], name: str, data: bytes) -> None:
    """Writes a file whole into a folder of a store. Raises OutputError when the store does not take it."""
    store, path = open_store(out, storage)
    target = f"{path.rstrip('/')}/{name}"
    try:
        _patiently(lambda: _put_whole(store, target, data))
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"the store did not take this part ({type(error).__name__}: {error}); run again later", path=target) from None


def _put_whole(store: Any, target: str, data: bytes) -> None:
    """An object store shows an object when it is there whole; elsewhere the name is given last."""
    protocols = {store.protocol} if isinstance(store.protocol, str) else set(store.protocol)
    if "file" in protocols:
        from kehoach_parser.emit.atomic import write_whole

        write_whole(Path(target), data)
    elif protocols & {"s3", "s3a", "gs", "gcs", "abfs", "az", "adl", "oci", "memory"}:
        store.pipe_file(target, data)
    else:
        making = f"{target}.{os.urandom(4).hex()}.tmp"
        store.pipe_file(making, data)
        store.mv(making, target)
