"""Reading notebooks (nbformat 2 to 4, as plain JSON) and scripts (with or without cell marks)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from mlchecks_jupyter.core.notebook import Cell, CellKind, Notebook
from mlchecks_jupyter.core.suppression import Suppression, read_suppressions

SUFFIXES: Final = (".ipynb", ".py")

#: The type under which a cell's output holds evidence, beside HTML and text (`core.bundle`).
EVIDENCE_MIME: Final = "application/vnd.mlchecks.evidence+json"

_OLDEST_FORMAT: Final = 2
_NEWEST_FORMAT: Final = 4

#: Marks that open a cell in a script: Jupytext and Spyder `# %%`, nbconvert `# In[3]:`,
#: IPython `# <codecell>`, Databricks `# COMMAND ----------`.
_CELL_MARK: Final = re.compile(
    r"^#[ \t]*%%(?P<title>[^\n]*)|^# In[ \t]?\[(?P<count>[ \d]*)\]:?[ \t]*$|^# <codecell>[ \t]*$|^# COMMAND -{5,}[ \t]*$",
    re.MULTILINE,
)
_KINDS: Final[dict[str, CellKind]] = {"code": "code", "markdown": "markdown", "heading": "markdown"}
_TAGS: Final = re.compile(r"tags=\[(?P<tags>[^\]]*)\]")


class NotebookError(ValueError):
    """A file that cannot be read as a notebook or script; the message says why and what to do."""


def read(path: str | Path) -> Notebook:
    """Read a notebook or script.

    Parameters
    ----------
    path : str or Path
        A file that ends in ``.ipynb`` or ``.py``.

    Raises
    ------
    NotebookError
        If there is no such file, it cannot be read, or it is no notebook.
    """
    name = str(path)
    if not name.endswith(SUFFIXES):
        raise NotebookError(f"{name}: this is neither a notebook nor a script; give a file that ends in .ipynb or .py.")
    try:
        with open(name, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise NotebookError(f"{name}: there is no such file; check the path.") from None
    except OSError as error:
        raise NotebookError(f"{name}: the file cannot be read ({error.strerror or error}).") from None
    except ValueError as error:  # a NUL character in the name
        raise NotebookError(f"{name!r}: the file cannot be read ({error}).") from None
    if name.endswith(".py"):
        return parse_script(_decode_script(content, name), name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotebookError(
            f"{name}: the file is not UTF-8 text (byte {error.start}), so it is no notebook; export it again."
        ) from None
    return parse_notebook(text, name)


def _decode_script(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        import io
        import tokenize  # late: only a script with a coding line needs it

        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
            return content.decode(encoding)
        except (SyntaxError, UnicodeDecodeError, LookupError):
            raise NotebookError(
                f"{name}: the file is neither UTF-8 nor what its coding line says; save it as UTF-8."
            ) from None


def parse_notebook(text: str, path: str = "") -> Notebook:
    """Read the JSON text of an ``.ipynb`` file.

    Raises
    ------
    NotebookError
        If the text is not JSON, or JSON that is no notebook of nbformat 2 to 4.
    """
    document = _load_json(text, path)
    version = document.get("nbformat", _NEWEST_FORMAT)
    if not isinstance(version, int) or not _OLDEST_FORMAT <= version <= _NEWEST_FORMAT:
        raise NotebookError(
            f"{path}: the notebook is written in nbformat {version!r}; formats {_OLDEST_FORMAT} to {_NEWEST_FORMAT} are read. "
            "Open it in Jupyter and save it again."
        )
    try:
        cells = tuple(_cells(document))
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        raise NotebookError(
            f"{path}: the notebook is damaged: {error}; restore it from version control or a backup."
        ) from None
    metadata = document.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return _notebook(cells, path=path, text=text, language=_language(metadata), metadata=metadata)


def _load_json(text: str, path: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except RecursionError:
        raise NotebookError(f"{path}: the file is JSON nested too deeply to be a notebook.") from None
    except ValueError as error:
        if not text.strip():
            why = "the file is empty; open it in Jupyter and save it, or restore it"
        elif re.search(r"^<{7} ", text, re.MULTILINE):
            why = "the file holds unresolved git conflict marks; resolve them first (nbdime does it cell by cell)"
        else:
            why = f"the file is damaged: not JSON ({error}); restore it from version control or a backup"
        raise NotebookError(f"{path}: {why}.") from None
    if not isinstance(document, dict) or not ("cells" in document or "worksheets" in document):
        raise NotebookError(f"{path}: the file is JSON but no notebook: it has no cells.")
    return document


def _cells(document: dict[str, Any]) -> Iterator[Cell]:
    raw: Any = document.get("cells") or []
    if "worksheets" in document:
        sheets = document["worksheets"]
        if not isinstance(sheets, list) or not all(isinstance(sheet, dict) for sheet in sheets):
            raise TypeError("its `worksheets` are no list of objects")
        raw = [cell for sheet in sheets for cell in sheet.get("cells") or []]
    if not isinstance(raw, list):
        raise TypeError("its `cells` are no list")
    for index, cell in enumerate(raw):
        if not isinstance(cell, dict):
            raise TypeError(f"cell {index} is no object")
        yield _cell(cell, index)


def _cell(cell: dict[str, Any], index: int) -> Cell:
    kind = cell.get("cell_type", "code")
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(part, str) for part in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise TypeError(f"the source of cell {index} is no text")
    count = cell.get("execution_count", cell.get("prompt_number"))
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return Cell(
        index=index,
        id=str(cell.get("id") or f"cell-{index}"),
        kind=_KINDS.get(kind, "raw") if isinstance(kind, str) else "raw",
        source=_lines_end_in_newline(source),
        execution_count=count if isinstance(count, int) else None,
        tags=frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset(),
        bundles=tuple(_bundles(cell.get("outputs"))),
    )


def _bundles(outputs: object) -> Iterator[object]:
    for output in outputs if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, dict) else None
        if isinstance(data, dict) and EVIDENCE_MIME in data:
            yield data[EVIDENCE_MIME]


def _lines_end_in_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _language(metadata: dict[str, Any]) -> str:
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        section = metadata.get(key)
        if isinstance(section, dict) and isinstance(section.get(name), str) and section[name]:
            language: str = section[name].lower()
            return "python" if language in ("python", "python2", "python3", "ipython") else language
    return "python"


def parse_script(text: str, path: str = "") -> Notebook:
    """Read the text of a Python script; each cell mark opens a cell and is its first line."""
    text = _lines_end_in_newline(text)
    return _notebook(tuple(_script_cells(text)), path=path, text=text)


def _script_cells(text: str) -> Iterator[Cell]:
    marks = list(_CELL_MARK.finditer(text))
    starts = [mark.start() for mark in marks]
    heads: list[re.Match[str] | None] = list(marks)
    if not starts or text[: starts[0]].strip():
        starts.insert(0, 0)
        heads.insert(0, None)
    line = 1 + text.count("\n", 0, starts[0])
    for index, (start, head) in enumerate(zip(starts, heads, strict=True)):
        end = starts[index + 1] if index + 1 < len(starts) else len(text)
        title = (head["title"] or "") if head else ""
        count = (head["count"] or "").strip() if head else ""
        tags = _TAGS.search(title)
        yield Cell(
            index=index,
            id=f"cell-{index}",
            kind="markdown" if "[markdown]" in title or "[md]" in title else "raw" if "[raw]" in title else "code",
            source=text[start:end].removesuffix("\n"),
            execution_count=int(count) if count.isascii() and count.isdigit() and len(count) < 10 else None,
            tags=frozenset(tag.strip(" \"'") for tag in tags["tags"].split(",")) if tags else frozenset(),
            file_line=line,
        )
        line += text.count("\n", start, end)


def from_sources(sources: Iterable[str], *, path: str = "", ids: Sequence[str] = ()) -> Notebook:
    """A notebook of code cells with these sources, in this order, and with these ids where they are known."""
    cells = tuple(
        Cell(
            index=index,
            id=(ids[index] if index < len(ids) else "") or f"cell-{index}",
            kind="code",
            source=_lines_end_in_newline(source),
        )
        for index, source in enumerate(sources)
    )
    return _notebook(cells, path=path, text="\0".join(cell.source for cell in cells))


def _notebook(
    cells: tuple[Cell, ...],
    *,
    path: str,
    text: str,
    language: str = "python",
    metadata: dict[str, object] | None = None,
) -> Notebook:
    suppressions: list[Suppression] = []
    problems: list[str] = []
    for cell in cells:
        if cell.kind == "code":
            for entry in read_suppressions(cell.source, cell.index):
                if isinstance(entry, Suppression):
                    suppressions.append(entry)
                else:
                    problems.append(f"{cell.at(entry.line).capitalize()}: {entry.why}.")
    return Notebook(
        path=path,
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        cells=cells,
        language=language,
        suppressions=tuple(suppressions),
        problems=tuple(problems),
        metadata=metadata or {},
    )
