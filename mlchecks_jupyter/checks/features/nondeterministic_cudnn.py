"""The check `nondeterministic-cudnn`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import Constant, Value
from mlchecks_jupyter.lineage.lineage import Lineage

_BENCHMARK: Final = "torch.backends.cudnn.benchmark"
_DETERMINISTIC: Final = "torch.backends.cudnn.deterministic"
_REMEDY: Final = "Call `torch.use_deterministic_algorithms(True)` and set `torch.backends.cudnn.benchmark = False`."
_STRICT: Final = "use_deterministic_algorithms"


class NondeterministicCudnn(StaticCheck):
    """PyTorch seeded and run on a GPU, with cuDNN free to choose its algorithms.

    ## Why is this bad?
    Seeds fix the random numbers, not the order in which a GPU adds. With `cudnn.benchmark = True`
    cuDNN picks the algorithm that was fastest just then; without `cudnn.deterministic` it may use
    ones that add in another order each time. Weights of two runs drift apart in the last bits,
    and with them the predictions.

    ## Use instead
    `torch.use_deterministic_algorithms(True)` and `torch.backends.cudnn.benchmark = False`, with
    the environment variable `CUBLAS_WORKSPACE_CONFIG=:4096:8`. Where that is too slow, say so in
    a suppression, so that a reviewer knows.

    ## References
    PyTorch documentation, "Reproducibility".
    """

    name = "nondeterministic-cudnn"
    item = "features"
    also = ("prediction",)
    severity = "warning"
    good = (
        code(
            "import torch\ntorch.manual_seed(0)\ntorch.use_deterministic_algorithms(True)\n"
            "torch.backends.cudnn.benchmark = False",
            "model = torch.nn.Linear(2, 1).cuda()",
        ),
        code("import torch\ntorch.manual_seed(0)", "model = torch.nn.Linear(2, 1)"),
    )
    bad = (
        code(
            "import torch\ntorch.manual_seed(0)\ntorch.backends.cudnn.benchmark = True",
            "model = torch.nn.Linear(2, 1).to('cuda')",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """One finding at most: where cuDNN is set free, or where the seed promises what it cannot hold."""
        calls = lineage.calls if "torch" in lineage.modules else ()
        seeding = next((call for call in calls if call.last.startswith("manual_seed") and call.root == "torch"), None)
        if seeding is None or not any(_on_gpu(call) for call in calls):
            raise NotApplicable("The notebook runs no seeded PyTorch on a GPU.")
        for setting in lineage.settings:
            if setting.path == _BENCHMARK and _is(setting.value, True):
                message = "`cudnn.benchmark = True` picks another algorithm from run to run, so seeded results differ in their last bits."
                where = lineage.locate(setting.cell, setting.node)
                yield self.finding(lineage, where, severity="warning", message=message, remedy=_REMEDY)
                return
        fixed = any(setting.path == _DETERMINISTIC and _is(setting.value, True) for setting in lineage.settings)
        strict = any(
            call.last == _STRICT and not any(_is(value, False) for value in call.args) for call in lineage.calls
        )
        if not fixed and not strict:
            message = "PyTorch is seeded and runs on a GPU, but cuDNN may choose algorithms that add in another order each time."
            where = lineage.locate(seeding.cell, seeding.node)
            yield self.finding(lineage, where, severity="advice", message=message, remedy=_REMEDY)


def _on_gpu(call: Call) -> bool:
    """`.cuda()`, `.to("cuda")`, `torch.device("cuda:0")`, also behind `if torch.cuda.is_available()`."""
    if call.last == "cuda":
        return True
    if call.last not in ("to", "device", "Trainer"):
        return False
    return any(_mentions_cuda(value) for value in (*call.args, *call.keywords.values()))


def _mentions_cuda(value: Value) -> bool:
    options = getattr(value, "options", (value,))
    return any(isinstance(option, Constant) and str(option.value).startswith("cuda") for option in options)


def _is(value: Value, wanted: bool) -> bool:
    return isinstance(value, Constant) and value.value is wanted
