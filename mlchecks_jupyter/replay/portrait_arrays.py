"""Portraits of arrays: NumPy's, masked and structured ones, SciPy's sparse ones, PyTorch's tensors."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from mlchecks_jupyter.replay.portrait import Portrait, branch, scalar
from mlchecks_jupyter.replay.portrait_containers import hash_text

if TYPE_CHECKING:
    from mlchecks_jupyter.replay.portraying import Portrayer

#: What holds the values of a sparse array, whatever its format.
_SPARSE: Final = ("data", "indices", "indptr", "row", "col", "offsets", "rows")


def portray(value: Any, walk: Portrayer) -> Portrait | None:
    """The portrait of an array or tensor; None if it is none, or its library is not loaded."""
    numpy = sys.modules.get("numpy")
    kind = type(value)
    if numpy is not None and issubclass(kind, getattr(numpy, "ndarray", ())):
        return _ndarray(value, walk, numpy)
    torch = sys.modules.get("torch")
    if torch is not None and issubclass(kind, getattr(torch, "Tensor", ())):
        return _tensor(value, walk, torch)
    module = str(getattr(kind, "__module__", ""))
    if module.startswith("scipy.sparse") and hasattr(value, "nnz"):
        return _sparse(value, walk)
    return None


def _ndarray(value: Any, walk: Portrayer, numpy: Any) -> Portrait:
    plain = numpy.asarray(value)
    mask = getattr(value, "_mask", None) if type(value).__module__.startswith("numpy.ma") else None
    if mask is not None:
        mask = numpy.broadcast_to(mask, plain.shape)
        filled = numpy.where(mask, numpy.zeros(1, plain.dtype), plain)
        return branch("masked array", "object", [("values", array(filled, walk)), ("mask", array(mask, walk))])
    return array(plain, walk)


def array(value: Any, walk: Portrayer, kind: str = "array") -> Portrait:
    """The portrait of a plain NumPy array.

    Parameters
    ----------
    value : numpy.ndarray
        Of any dtype: fields are looked at one by one (what lies between them is not data), objects
        through their hashes.
    """
    if value.dtype.names is not None:
        return branch(kind, "object", [(str(name), array(value[name], walk)) for name in value.dtype.names])
    if value.ndim == 0:
        return scalar(kind, walk.inside(value[()]).digest) if not value.dtype.hasobject else _box(value, walk)
    if value.dtype.hasobject or value.dtype.kind == "T":
        hashes = element_hashes(value.reshape(-1).tolist(), walk).reshape(value.shape)
        return walk.values(f"{kind} of objects", hashes, "<u8", value.shape, hashed=True)
    return walk.values(f"{kind} of {value.dtype}", value, value.dtype.str, value.shape)


def _box(value: Any, walk: Portrayer) -> Portrait:
    return branch("array", "sequence", [("[0]", walk.inside(value[()]))])


def element_hashes(elements: Iterable[Any], walk: Portrayer) -> Any:
    """A 64-bit hash of each element: a NumPy array of ``uint64``."""
    numpy: Any = sys.modules["numpy"]
    found = [hash_text(each) if type(each) is str else _hash(each, walk) for each in elements]
    return numpy.array(found, dtype=numpy.uint64)


def _hash(element: Any, walk: Portrayer) -> int:
    return int.from_bytes(walk.element(element)[:8], "little")


def _tensor(value: Any, walk: Portrayer, torch: Any) -> Portrait:
    plain = value.detach()
    if plain.layout is not torch.strided:
        plain = plain.coalesce()
        return branch(
            "tensor", "object", [("values", walk.inside(plain.values())), ("indices", walk.inside(plain.indices()))]
        )
    plain = plain.cpu().resolve_conj().resolve_neg()
    if plain.dtype is torch.bfloat16:
        plain = plain.float()
    return array(plain.numpy(), walk, "tensor")


def _sparse(value: Any, walk: Portrayer) -> Portrait:
    parts = [(name, walk.inside(own)) for name in _SPARSE if (own := getattr(value, name, None)) is not None]
    parts.append(("shape", scalar("shape", repr(value.shape).encode())))
    return branch("sparse array", "object", parts)
