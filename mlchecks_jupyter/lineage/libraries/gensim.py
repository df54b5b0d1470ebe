"""Random draws of Gensim: topic models. Its Word2Vec, Doc2Vec and FastText have a constant seed."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("gensim.models.AuthorTopicModel", "estimator", "numpy"),
    RandomCall("gensim.models.HdpModel", "estimator", "numpy"),
    RandomCall("gensim.models.LdaModel", "estimator", "numpy"),
    RandomCall("gensim.models.LdaMulticore", "estimator", "numpy"),
    RandomCall("gensim.models.LdaSeqModel", "estimator", "numpy"),
    RandomCall("gensim.models.Nmf", "estimator", "numpy"),
)
