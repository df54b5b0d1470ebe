"""Random draws of TensorFlow and Keras.

Which generator gives a Keras layer its first weights depends on the release: NumPy's (Keras
alone, before 2.4), TensorFlow's (up to 2.9), Python's (from 2.10 on, Keras 3 included). Training
draws from TensorFlow's in all of them, so the layers are booked there;
`keras.utils.set_random_seed` seeds all three.
"""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall, Where

# The number is the place of the seed.
_TF_RANDOM: Final = {
    "categorical": 3,
    "fixed_unigram_candidate_sampler": None,
    "gamma": 4,
    "learned_unigram_candidate_sampler": None,
    "log_uniform_candidate_sampler": None,
    "normal": 4,
    "poisson": 3,
    "truncated_normal": 4,
    "uniform": 4,
    "uniform_candidate_sampler": None,
}

# TensorFlow 1.
_TF_1: Final = {
    "multinomial": 2,
    "random_crop": 2,
    "random_gamma": 4,
    "random_normal": 4,
    "random_poisson": 3,
    "random_uniform": 4,
    "truncated_normal": 4,
}

_TF_INITIALISERS: Final = (
    "glorot_normal_initializer",
    "glorot_uniform_initializer",
    "orthogonal_initializer",
    "random_normal_initializer",
    "random_uniform_initializer",
    "truncated_normal_initializer",
    "variance_scaling_initializer",
)

_TF_IMAGE: Final = (
    "random_brightness",
    "random_contrast",
    "random_crop",
    "random_flip_left_right",
    "random_flip_up_down",
    "random_hue",
    "random_jpeg_quality",
    "random_saturation",
    "sample_distorted_bounding_box",
)

_KERAS_RANDOM: Final = (
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "truncated_normal",
    "uniform",
)

# Layers that draw their first weights; an initialiser of theirs takes the seed.
_WEIGHTED_LAYERS: Final = (
    "AdditiveAttention",
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "ConvLSTM1D",
    "ConvLSTM2D",
    "ConvLSTM3D",
    "Convolution1D",
    "Convolution1DTranspose",
    "Convolution2D",
    "Convolution2DTranspose",
    "Convolution3D",
    "Convolution3DTranspose",
    "CuDNNGRU",
    "CuDNNLSTM",
    "Dense",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "EinsumDense",
    "Embedding",
    "GRU",
    "GRUCell",
    "GroupQueryAttention",
    "LSTM",
    "LSTMCell",
    "LocallyConnected1D",
    "LocallyConnected2D",
    "MultiHeadAttention",
    "ReversibleEmbedding",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution1D",
    "SeparableConvolution2D",
    "SimpleRNN",
    "SimpleRNNCell",
)

_NOISY_LAYERS: Final = (
    "AlphaDropout",
    "AugMix",
    "CutMix",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "MixUp",
    "RandAugment",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomCrop",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomFlip",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHeight",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomRotation",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "RandomWidth",
    "RandomZoom",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
)

_INITIALISERS: Final = (
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "LecunNormal",
    "LecunUniform",
    "Orthogonal",
    "OrthogonalInitializer",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "lecun_uniform",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "variance_scaling",
)

_SHUFFLED: Final = ((Where("shuffle", default=True, unless=(False,)),),)
_SHUFFLED_ON_REQUEST: Final = ((Where("shuffle", default=False, among=(True,)),),)

_DATA: Final = (
    RandomCall("tensorflow.data.Dataset.random", "generator", "tensorflow", "seed", 0, deferred=True),
    RandomCall("tensorflow.data.Dataset.sample_from_datasets", "sampling", "tensorflow", "seed", 2, deferred=True),
    RandomCall("tensorflow.random.shuffle", "sampling", "tensorflow", "seed", 1),
    RandomCall("tensorflow.random_shuffle", "sampling", "tensorflow", "seed", 1),
    RandomCall("tensorflow.?.shuffle", "sampling", "tensorflow", "seed", 1, deferred=True),
    RandomCall("keras.random.shuffle", "sampling", "python", "seed", 2),
    *(
        RandomCall(f"keras.utils.{kind}_dataset_from_directory", "sampling", "numpy", "seed", when=_SHUFFLED)
        for kind in ("audio", "image", "text")
    ),
    RandomCall(
        "keras.utils.timeseries_dataset_from_array",
        "sampling",
        "numpy",
        seed="seed",
        when=_SHUFFLED_ON_REQUEST,
    ),
    RandomCall("keras.utils.split_dataset", "split", "python", seed="seed", when=_SHUFFLED_ON_REQUEST),
    *(
        RandomCall(f"keras.?.{name}", "sampling", "numpy", seed="seed", when=_SHUFFLED, deferred=True)
        for name in ("flow", "flow_from_dataframe", "flow_from_directory")
    ),
)

_LAYERS: Final = (
    *(
        RandomCall(f"keras.layers.{name}", "estimator", "tensorflow", seed="", implied=True)
        for name in _WEIGHTED_LAYERS
    ),
    *(
        RandomCall(f"keras.layers.{name}", "estimator", "tensorflow", seed="seed", deferred=True, implied=True)
        for name in _NOISY_LAYERS
    ),
    *(
        RandomCall(f"keras.initializers.{name}", "estimator", "tensorflow", seed="seed", implied=True)
        for name in _INITIALISERS
    ),
)

CALLS: Final[tuple[RandomCall, ...]] = (
    *_DATA,
    *(
        RandomCall(f"tensorflow.random.{name}", "generator", "tensorflow", seed="seed", position=position)
        for name, position in _TF_RANDOM.items()
    ),
    *(
        RandomCall(f"tensorflow.{name}", "generator", "tensorflow", seed="seed", position=position)
        for name, position in _TF_1.items()
    ),
    *(
        RandomCall(f"tensorflow.{name}", "estimator", "tensorflow", seed="seed", implied=True)
        for name in _TF_INITIALISERS
    ),
    *(RandomCall(f"tensorflow.image.{name}", "generator", "tensorflow", seed="seed") for name in _TF_IMAGE),
    RandomCall("tensorflow.nn.dropout", "generator", "tensorflow", seed="seed", implied=True),
    RandomCall("tensorflow.random.Generator.from_non_deterministic_state", "generator", "system", seed=""),
    *(RandomCall(f"keras.random.{name}", "generator", "python", seed="seed") for name in _KERAS_RANDOM),
    RandomCall("keras.random.SeedGenerator", "generator", "python", seed="seed", position=0),
    *_LAYERS,
)

SEEDS: Final[tuple[SeedCall, ...]] = (
    SeedCall("tensorflow.random.set_seed", ("tensorflow",)),
    SeedCall("tensorflow.set_random_seed", ("tensorflow",)),
    SeedCall("tensorflow.experimental.numpy.random.seed", ("tensorflow",), parameter="s"),
    SeedCall("keras.utils.set_random_seed", ("python", "numpy", "tensorflow")),
)
