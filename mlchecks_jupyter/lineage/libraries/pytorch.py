"""Random draws of PyTorch and of the libraries that draw from its default generator."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall, Where

_FUNCTIONS: Final = (
    "bernoulli",
    "binomial",
    "multinomial",
    "normal",
    "poisson",
    "rand",
    "randint",
    "randn",
)

# Releases up to 2.9 have no `generator=` here, so it counts where it is written and is never asked for.
_LIKE_FUNCTIONS: Final = ("rand_like", "randint_like", "randn_like")

# These have no parameter for a generator.
_UNSEEDABLE_FUNCTIONS: Final = (
    "nn.functional.gumbel_softmax",
    "pca_lowrank",
    "svd_lowrank",
)

_TENSOR_METHODS: Final = (
    "bernoulli",
    "bernoulli_",
    "cauchy_",
    "exponential_",
    "geometric_",
    "log_normal_",
    "multinomial",
    "normal_",
    "random_",
    "uniform_",
)

_INITIALISERS: Final = (
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "orthogonal_",
    "sparse_",
    "trunc_normal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
)

# Layers whose first weights are drawn. Normalisation layers and PReLU start from constants.
_WEIGHTED_LAYERS: Final = (
    "AdaptiveLogSoftmaxWithLoss",
    "Bilinear",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
    "Embedding",
    "EmbeddingBag",
    "GRU",
    "GRUCell",
    "LSTM",
    "LSTMCell",
    "LazyConv1d",
    "LazyConv2d",
    "LazyConv3d",
    "LazyConvTranspose1d",
    "LazyConvTranspose2d",
    "LazyConvTranspose3d",
    "LazyLinear",
    "Linear",
    "MultiheadAttention",
    "RNN",
    "RNNCell",
    "Transformer",
    "TransformerDecoderLayer",
    "TransformerEncoderLayer",
)

_NOISY_LAYERS: Final = (
    "AlphaDropout",
    "Dropout",
    "Dropout1d",
    "Dropout2d",
    "Dropout3d",
    "FeatureAlphaDropout",
    "FractionalMaxPool2d",
    "FractionalMaxPool3d",
    "RReLU",
)

_TRANSFORMS: Final = (
    "AugMix",
    "AutoAugment",
    "RandAugment",
    "RandomAdjustSharpness",
    "RandomAffine",
    "RandomApply",
    "RandomAutocontrast",
    "RandomChoice",
    "RandomCrop",
    "RandomEqualize",
    "RandomErasing",
    "RandomGrayscale",
    "RandomHorizontalFlip",
    "RandomInvert",
    "RandomOrder",
    "RandomPerspective",
    "RandomPosterize",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomSolarize",
    "RandomVerticalFlip",
    "ColorJitter",
    "ElasticTransform",
    "TrivialAugmentWide",
)

_SHUFFLED: Final = ((Where("shuffle", None, among=(True,), position=2),),)
_SCRAMBLED: Final = ((Where("scramble", default=False, among=(True,), position=1),),)

_DATA: Final = (
    RandomCall("torch.utils.data.random_split", "split", "torch", seed="generator", position=2),
    RandomCall("torch.randperm", "sampling", "torch", seed="generator"),
    RandomCall("torch.utils.data.DataLoader", "sampling", "torch", "generator", 12, _SHUFFLED, deferred=True),
    RandomCall("torch.utils.data.RandomSampler", "sampling", "torch", "generator", 3, deferred=True),
    RandomCall("torch.utils.data.SubsetRandomSampler", "sampling", "torch", "generator", 1, deferred=True),
    RandomCall("torch.utils.data.WeightedRandomSampler", "sampling", "torch", "generator", 3, deferred=True),
)

_LAYERS: Final = tuple(
    RandomCall(f"torch.nn.{name}", "estimator", "torch", seed="", deferred=name in _NOISY_LAYERS, implied=True)
    for name in (*_WEIGHTED_LAYERS, *_NOISY_LAYERS)
)

_NO_VALIDATION_COLUMN: Final = ((Where("valid_col", None, among=(None,)), Where("valid_idx", None, among=(None,))),)
_SOME_VALIDATION: Final = ((Where("valid_pct", None, unless=(None,)),),)

# The loaders of fastai split off a validation set as they are made.
_FASTAI: Final = (
    RandomCall("fastai.data.transforms.RandomSplitter", "split", "torch", "seed", 1, deferred=True),
    RandomCall("fastai.data.transforms.RandomSubsetSplitter", "split", "numpy", "seed", 2, deferred=True),
    RandomCall("fastai.data.transforms.TrainTestSplitter", "split", "numpy", "random_state", 1, deferred=True),
    RandomCall("fastai.vision.data.ImageDataLoaders.from_csv", "split", "torch", "seed", when=_NO_VALIDATION_COLUMN),
    RandomCall("fastai.vision.data.ImageDataLoaders.from_df", "split", "torch", "seed", when=_NO_VALIDATION_COLUMN),
    RandomCall("fastai.vision.data.ImageDataLoaders.from_folder", "split", "torch", "seed", when=_SOME_VALIDATION),
    RandomCall("fastai.vision.data.ImageDataLoaders.from_lists", "split", "torch", "seed"),
    RandomCall("fastai.vision.data.ImageDataLoaders.from_name_func", "split", "torch", "seed"),
    RandomCall("fastai.vision.data.ImageDataLoaders.from_name_re", "split", "torch", "seed"),
    RandomCall("fastai.vision.data.ImageDataLoaders.from_path_func", "split", "torch", "seed"),
    RandomCall("fastai.vision.data.ImageDataLoaders.from_path_re", "split", "torch", "seed"),
)

CALLS: Final[tuple[RandomCall, ...]] = (
    *_DATA,
    *(RandomCall(f"torch.{name}", "generator", "torch", seed="generator") for name in _FUNCTIONS),
    *(RandomCall(f"torch.{name}", "generator", "torch", seed="", aliases=("generator",)) for name in _LIKE_FUNCTIONS),
    *(RandomCall(f"torch.{name}", "generator", "torch", seed="") for name in _UNSEEDABLE_FUNCTIONS),
    *(
        RandomCall(f"torch.nn.init.{name}", "estimator", "torch", seed="generator", implied=True)
        for name in _INITIALISERS
    ),
    *(RandomCall(f"torch.?.{name}", "generator", "torch", seed="generator") for name in _TENSOR_METHODS),
    *(RandomCall(f"torch.?.{name}", "generator", "torch", seed="") for name in ("sample", "rsample", "sample_n")),
    RandomCall("torch.quasirandom.SobolEngine", "generator", "torch", "seed", 2, _SCRAMBLED),
    *_LAYERS,
    *_FASTAI,
    RandomCall("torch_geometric.transforms.RandomLinkSplit", "split", "torch", seed="", deferred=True),
    RandomCall("torch_geometric.transforms.RandomNodeSplit", "split", "torch", seed="", deferred=True),
    RandomCall("torch_geometric.utils.train_test_split_edges", "split", "python", seed=""),
    *(
        RandomCall(f"torchvision.transforms.{name}", "generator", "torch", seed="", deferred=True, implied=True)
        for name in _TRANSFORMS
    ),
)

# Seeding the accelerators alone leaves weights, shuffles and splits unseeded: they are drawn on the CPU.
_ACCELERATORS: Final = (
    SeedCall("torch.cuda.manual_seed", ()),
    SeedCall("torch.cuda.manual_seed_all", ()),
    SeedCall("torch.mps.manual_seed", ()),
    SeedCall("torch.xpu.manual_seed", ()),
    SeedCall("torch.xpu.manual_seed_all", ()),
)

SEEDS: Final[tuple[SeedCall, ...]] = (
    SeedCall("torch.manual_seed", ("torch",)),
    # It takes no seed: it draws one from the system.
    SeedCall("torch.seed", ("torch",), parameter=""),
    *_ACCELERATORS,
    SeedCall("lightning.seed_everything", ("python", "numpy", "torch"), default=0),
    SeedCall("transformers.set_seed", ("python", "numpy", "torch", "tensorflow")),
    SeedCall("transformers.enable_full_determinism", ("python", "numpy", "torch", "tensorflow")),
    SeedCall("accelerate.utils.set_seed", ("python", "numpy", "torch")),
    SeedCall("fastai.torch_core.set_seed", ("python", "numpy", "torch"), parameter="s"),
    SeedCall("monai.utils.set_determinism", ("python", "numpy", "torch"), default=4294967295),
    SeedCall("ignite.utils.manual_seed", ("python", "numpy", "torch")),
    SeedCall("torch_geometric.seed_everything", ("python", "numpy", "torch")),
    SeedCall("diffusers.training_utils.set_seed", ("python", "numpy", "torch")),
)
