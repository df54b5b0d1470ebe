"""The callables that the reading for hash order knows by name."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: What is asked of its argument is the same in any order.
ORDER_FREE: Final = _words("""len sum any all bool isinstance type id hash Counter min max unique sorted nunique issubset
    issuperset isdisjoint isin in1d drop dropna drop_duplicates duplicated discard remove setdiff1d intersect1d union1d
    difference_update intersection_update symmetric_difference_update assertCountEqual count_nonzero array_equal callable
    deepcopy getsizeof""")

#: So is a dict with the elements as keys, where only its values are looked up.
LOOKS_UP: Final = _words("fillna replace rename astype map update get")

#: Arguments whose order does not matter.
FREE_KEYWORDS: Final = _words("""subset stop_words stopwords usecols inplace na_values parse_dates include exclude
    errors dtype ignore_index disable desc total file""")

#: Shown, not computed with.
SHOWS: Final = _words("""print display pprint head tail describe info hist boxplot barplot countplot lineplot scatterplot
    heatmap distplot kdeplot pairplot violinplot catplot show subplot subplots title xlabel ylabel set_title set_xlabel
    set_ylabel set_xticks set_xticklabels xticks yticks legend plot bar barh scatter text annotate warn warning debug error
    exception write_html imshow savefig figure set_description""")

#: Packages and objects that only draw pictures or write logs.
PICTURES: Final = _words("plt sns px ax axes axs fig go logging logger log alt st pylab plotly wandb ff py")

#: Callables that run over their argument, and hand its order on in what they return.
RUNS_OVER: Final = _words("""list tuple iter reversed enumerate zip map filter dict deque OrderedDict fromkeys chain
    combinations combinations_with_replacement permutations product islice cycle starmap takewhile dropwhile accumulate
    Index DataFrame fromiter from_product from_iterable zip_longest concat parallel_map pairwise batched""")

#: Callables that hand on the order of a list or table; of a set they make nothing ordered.
HANDS_ON: Final = _words("""array asarray Series tensor as_tensor concatenate hstack vstack column_stack stack DataFrame
    deepcopy copy tqdm trange str asanyarray Tensor convert_to_tensor constant ravel transpose LongTensor FloatTensor""")

#: Callables that pair the elements with numbers or with other values.
PAIRS: Final = _words("enumerate zip zip_longest")

#: Methods and keywords that take a set for a list of labels, and keep its order.
TAKES_LABELS: Final[frozenset[tuple[str, str]]] = frozenset(
    {("reindex", "columns"), ("reindex", "index"), ("reindex", "labels"), ("filter", "items")}
    | {("Categorical", "categories"), ("CategoricalDtype", "categories"), ("melt", "value_vars")}
)

#: Set methods that give another set.
SET_TO_SET: Final = _words("union difference intersection symmetric_difference copy")

#: Attributes of a table that are the same in any order of its columns.
FREE_ATTRIBUTES: Final = _words("shape size ndim empty index dtype name")

#: Methods that add to the end of what they belong to.
APPENDS: Final = _words("append extend insert appendleft extendleft")

#: Methods that write or send one thing after the other.
WRITES: Final = _words("write writelines writerow writerows")

#: Methods that learn more with every call, so that the order of the calls matters.
LEARNS: Final = _words("partial_fit train_on_batch")

#: Functions that put one table or array behind another.
PUTS_TOGETHER: Final = _words("concat hstack vstack column_stack append concatenate merge join c_ r_ insert")

#: Draws from a generator, and what they are reached through: each draw takes the next of its numbers.
DRAWS: Final = _words("""random rand randn randint integers normal uniform choice choices sample shuffle permutation
    standard_normal gauss randrange binomial poisson exponential beta gamma multivariate_normal""")
GENERATORS: Final = _words("np numpy random rng torch gen generator rs prng")

#: Calls that make a table: one column of it by name is the same in any order of the columns.
TABLES: Final = _words("DataFrame concat hstack vstack column_stack merge")
