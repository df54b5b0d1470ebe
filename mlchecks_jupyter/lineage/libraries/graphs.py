"""Random draws over graphs: NetworkX draws layouts from NumPy's generator and graphs from Python's."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where

# The number is the place of the seed. Eigenvectors (`fiedler_vector` and those built on it) are
# left out: their start is drawn, but they converge to the same values.
_LAYOUTS: Final = {
    "arf_layout": None,
    "forceatlas2_layout": None,
    "fruchterman_reingold_layout": 10,
    "random_layout": 3,
    "spring_layout": 10,
}

_FROM_NUMPY: Final = {
    "generate_random_paths": 5,
    "maybe_regular_expander": None,
    "maybe_regular_expander_graph": None,
    "panther_similarity": 8,
    "panther_vector_similarity": None,
    "random_k_out_graph": 4,
    "random_regular_expander_graph": None,
    "spectral_graph_forge": 3,
}

_FROM_PYTHON: Final = {
    "LFR_benchmark_graph": 11,
    "approximate_current_flow_betweenness_centrality": 7,
    "barabasi_albert_graph": 2,
    "binomial_graph": 2,
    "configuration_model": 2,
    "connected_double_edge_swap": 3,
    "connected_watts_strogatz_graph": 4,
    "dense_gnm_random_graph": 2,
    "directed_configuration_model": 3,
    "directed_edge_swap": None,
    "directed_joint_degree_graph": 3,
    "double_edge_swap": 3,
    "dual_barabasi_albert_graph": 4,
    "duplication_divergence_graph": 2,
    "erdos_renyi_graph": 2,
    "expected_degree_graph": 1,
    "extended_barabasi_albert_graph": 4,
    "fast_gnp_random_graph": 2,
    "gaussian_random_partition_graph": 6,
    "general_random_intersection_graph": 3,
    "geographical_threshold_graph": 7,
    "geometric_soft_configuration_graph": None,
    "gn_graph": 3,
    "gnc_graph": 2,
    "gnm_random_graph": 2,
    "gnp_random_graph": 2,
    "gnr_graph": 3,
    "joint_degree_graph": 1,
    "k_random_intersection_graph": 3,
    "lattice_reference": 4,
    "maximal_independent_set": 2,
    "navigable_small_world_graph": 5,
    "newman_watts_strogatz_graph": 3,
    "omega": 3,
    "partial_duplication_graph": 4,
    "planted_partition_graph": 4,
    "powerlaw_cluster_graph": 3,
    "random_clustered_graph": 2,
    "random_cograph": 1,
    "random_degree_sequence_graph": 1,
    "random_geometric_graph": 5,
    "random_internet_as_graph": 1,
    "random_kernel_graph": 3,
    "random_labeled_rooted_forest": None,
    "random_labeled_rooted_tree": None,
    "random_labeled_tree": None,
    "random_lobster": 3,
    "random_lobster_graph": 3,
    "random_partition_graph": 3,
    "random_powerlaw_tree": 2,
    "random_powerlaw_tree_sequence": 2,
    "random_reference": 3,
    "random_regular_graph": 2,
    "random_shell_graph": 1,
    "random_spanning_tree": None,
    "random_tree": 1,
    "random_unlabeled_rooted_forest": None,
    "random_unlabeled_rooted_tree": None,
    "random_unlabeled_tree": None,
    "relaxed_caveman_graph": 3,
    "scale_free_graph": 6,
    "sigma": 3,
    "soft_random_geometric_graph": 6,
    "spanner": 3,
    "stochastic_block_model": 3,
    "thresholded_random_geometric_graph": 7,
    "uniform_random_intersection_graph": 3,
    "watts_strogatz_graph": 3,
    "waxman_graph": 6,
}

_SOME_PIVOTS: Final = ((Where("k", None, unless=(None,), position=1),),)
_NORMALISED: Final = ((Where("normalized", default=True, unless=(False,), position=1),),)

_CONDITIONAL: Final = (
    RandomCall("networkx.betweenness_centrality", "generator", "python", "seed", 5, _SOME_PIVOTS),
    RandomCall("networkx.edge_betweenness_centrality", "generator", "python", "seed", 4, _SOME_PIVOTS),
    RandomCall("networkx.rich_club_coefficient", "generator", "python", "seed", 3, _NORMALISED),
)

_SUBMODULES_FROM_PYTHON: Final = {
    "approximation.asadpour_atsp": 2,
    "approximation.one_exchange": 2,
    "approximation.randomized_partitioning": 1,
    "approximation.simulated_annealing_tsp": 9,
    "approximation.threshold_accepting_tsp": 9,
    "bipartite.gnmk_random_graph": 3,
    "bipartite.preferential_attachment_graph": 3,
    "bipartite.random_graph": 3,
}

_COMMUNITIES_FROM_PYTHON: Final = {
    "asyn_fluidc": 3,
    "asyn_lpa_communities": 2,
    "fast_label_propagation_communities": None,
    "kernighan_lin_bisection": 4,
    "leiden_communities": 4,
    "leiden_partitions": 3,
    "louvain_communities": 5,
    "louvain_partitions": 4,
}

_COMMUNITIES: Final = (
    *(
        RandomCall(f"networkx.community.{name}", "estimator", "python", seed="seed", position=position)
        for name, position in _COMMUNITIES_FROM_PYTHON.items()
    ),
    RandomCall("community.best_partition", "estimator", "numpy"),
    RandomCall("community.generate_dendrogram", "estimator", "numpy"),
    RandomCall("leidenalg.find_partition", "estimator", "entropy", seed="seed"),
)

CALLS: Final[tuple[RandomCall, ...]] = (
    # A layout only moves the nodes of a drawing.
    *(
        RandomCall(f"networkx.{name}", "generator", "numpy", seed="seed", position=position, implied=True)
        for name, position in _LAYOUTS.items()
    ),
    *(
        RandomCall(f"networkx.{name}", "generator", "numpy", seed="seed", position=position)
        for name, position in _FROM_NUMPY.items()
    ),
    *(
        RandomCall(f"networkx.{name}", "generator", "python", seed="seed", position=position)
        for name, position in (_FROM_PYTHON | _SUBMODULES_FROM_PYTHON).items()
    ),
    *_CONDITIONAL,
    *_COMMUNITIES,
)
