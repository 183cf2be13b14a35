"""Gold files: what a person says that a plan says. Read with all scalars as strings, so that `1.10` stays a marker."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from kehoach_parser.errors import UnreadableFile
from kehoach_parser.model import TaskSource


class Entry(BaseModel):
    """Common configuration: frozen; further keys (an annotator's remarks) are allowed and not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldDeadline(Entry):
    raw: str = ""
    start: str | None = None
    end: str | None = None
    ongoing: bool = False
    recurrence: tuple[str, ...] = ()
    condition: str | None = None
    reference: str | None = None

    @field_validator("recurrence", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return () if not value else (value,) if isinstance(value, str) else value


class GoldTask(Entry):
    """A unit of work on the line of its marker; bodies by their normalised names."""

    line: int
    path: tuple[str, ...] = ()
    source: TaskSource
    text: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    implementer: tuple[str, ...] = ()
    deadline: GoldDeadline | None = None

    @field_validator("lead", "support", "implementer", mode="before")
    @classmethod
    def _none_is_empty(cls, value: Any) -> Any:
        return () if value is None else value


class GoldNode(Entry):
    line: int
    depth: int
    marker: str
    text: str = ""


class GoldSigner(Entry):
    name: str | None = None
    position: str | None = None
    authority: str | None = None


class GoldHeader(Entry):
    doc_type: str | None = None
    number: str | None = None
    place: str | None = None
    issued_on: str | None = None
    issuer: str | None = None
    plan_year: str | None = None
    title: str | None = None
    signer: GoldSigner | None = None
    recipients: tuple[str, ...] | None = None


class Gold(Entry):
    """One gold file; `doc` is the file name of the plan."""

    doc: str
    header: GoldHeader
    outline: tuple[GoldNode, ...] = ()
    tasks: tuple[GoldTask, ...] = ()


def load_gold(path: Path) -> Gold:
    """Reads one gold file. Raises UnreadableFile that names the file, the entry and what is wrong with it."""
    import yaml

    try:
        tree = yaml.load(path.read_bytes(), Loader=_loader())
        return Gold.model_validate(tree)
    except OSError as error:
        raise UnreadableFile(f"cannot be read ({(error.strerror or 'unknown reason').lower()})", path=str(path)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise UnreadableFile("is not YAML in UTF-8, correct the line", path=str(path), line=mark.line + 1 if mark else None) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableFile(f"{where or 'the file'}: {first['msg'][:1].lower()}{first['msg'][1:]} (docs/evaluation.md says what a gold file holds)", path=str(path)) from None


@cache
def _loader() -> Any:
    """The safe loader without numbers and dates: they stay as they are written."""
    import yaml

    class Strings(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers: ClassVar = {
            first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] not in ("int", "float", "timestamp")]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    return Strings
