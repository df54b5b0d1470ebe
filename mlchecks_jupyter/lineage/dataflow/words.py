"""What libraries call things: which functions read, reduce, join, part and judge rows."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.dataflow.data import LearningKind


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Functions and classes that read rows from outside, or make them up.
SOURCES: Final = _set(
    """genfromtxt loadtxt ImageFolder DatasetFolder glob listdir scandir imread open table sql query text textFile
    flow_from_directory flow_from_dataframe image_dataset_from_directory text_dataset_from_directory parquet csv"""
)
SOURCE_HEADS: Final = ("read_", "load", "fetch_", "make_", "from_csv", "download", "get_data", "scan_")

#: Functions that draw a number for each of so many rows, and those that repeat rows.
ROW_DRAWS: Final = _set("rand randn random uniform normal randint binomial random_sample standard_normal")
REPEATS: Final = _set("repeat tile")

#: Functions that give positions of rows.
POSITIONS: Final = _set("permutation arange shuffle choice randperm range")

#: Of those, the ones that read one thing: a picture, a text, the names of files.
SINGLE: Final = _set("imread open load_img load_image read_image glob listdir scandir load loads text")

#: Statistics: a few numbers from many rows.
STATISTICS: Final = _set(
    """mean median std var min max quantile percentile nanmean nanmedian nanstd nanvar nanmin nanmax nanpercentile
    average describe skew kurt kurtosis mad sem ptp amax amin corr cov corrcoef corrwith nanquantile
    mutual_info_score pearsonr spearmanr cummax cummin"""
)
#: Sums, and what is only looked at: counted as statistics where nothing but rows goes in.
COUNTS: Final = _set(
    """count nunique value_counts any all info isnull_sum idxmax idxmin argmax argmin nlargest nsmallest mode
    sum prod nansum bincount Counter memory_usage first last head_count"""
)
GROUPERS: Final = _set("groupby pivot_table pivot crosstab resample_time")
#: Of grouped rows: one value a group, and one value a row.
GROUP_ROWS: Final = _set(
    """cumsum cumcount cummax cummin cumprod shift diff pct_change ngroup rank ffill bfill fillna head tail nth
    sample rolling expanding ewm"""
)
#: Fills or ranks by other rows.
FILLS: Final[dict[str, LearningKind]] = {
    **dict.fromkeys(("ffill", "bfill", "pad", "backfill", "interpolate"), "fill"),
    **dict.fromkeys(("qcut", "rankdata"), "statistic"),
    **dict.fromkeys(("get_dummies", "factorize", "to_categorical"), "vocabulary"),
}

JOINS_ROWS: Final = _set(
    "concat append vstack concatenate union unionByName unionAll extend r_ row_stack chain bind_rows"
)

#: Functions that scale a whole table at once (scikit-learn, SciPy).
SCALES: Final = _set(
    """scale minmax_scale maxabs_scale robust_scale quantile_transform power_transform zscore boxcox yeojohnson
    winsorize normalize_columns"""
)

#: Methods that fit, those that fit and give the rows transformed, and those that make more rows.
FITS: Final = _set("fit partial_fit adapt fit_generator fit_on_texts build_vocab train_on_batch fine_tune learn")
FIT_TRANSFORMS: Final = _set("fit_transform")
FIT_PREDICTS: Final = _set("fit_predict")
RESAMPLES: Final = _set("fit_resample fit_sample")
APPENDS: Final = _set("partial_fit fit_generator train_on_batch")

TRANSFORMS: Final = _set(
    "transform inverse_transform texts_to_sequences texts_to_matrix kneighbors encode apply_transform"
)
PREDICTS: Final = _set(
    """predict predict_proba predict_log_proba decision_function predict_classes predict_generator predict_on_batch
    forecast score_samples predict_dataset get_preds get_forecast get_prediction staged_predict"""
)
SCORES: Final = _set("score evaluate evaluate_generator test_on_batch evaluate_model eval_model")

#: Cross-validation of an estimator.
CROSS_VALIDATES: Final = _set(
    "cross_val_score cross_validate cross_val_predict learning_curve validation_curve permutation_test_score"
)

#: Figures that compare predictions with what was true.
METRICS: Final = _set(
    """accuracy_score balanced_accuracy_score precision_score recall_score f1_score fbeta_score roc_auc_score
    average_precision_score log_loss confusion_matrix multilabel_confusion_matrix classification_report
    cohen_kappa_score matthews_corrcoef jaccard_score hamming_loss zero_one_loss hinge_loss brier_score_loss
    precision_recall_curve precision_recall_fscore_support roc_curve auc_score top_k_accuracy_score ndcg_score
    mean_squared_error mean_absolute_error median_absolute_error mean_absolute_percentage_error r2_score
    root_mean_squared_error mean_squared_log_error root_mean_squared_log_error explained_variance_score max_error
    mean_poisson_deviance mean_gamma_deviance mean_pinball_loss d2_absolute_error_score jaccard_similarity_score
    mse mae rmse rmspe smape mape binary_accuracy categorical_accuracy plot_confusion_matrix
    plot_roc_curve plot_precision_recall_curve plot_roc plot_precision_recall binary_crossentropy
    from_predictions from_estimator quadratic_weighted_kappa accuracy f1 roc_auc ConfusionMatrix det_curve
    mean_tweedie_deviance dcg_score label_ranking_loss coverage_error class_likelihood_ratios"""
)

#: Classes whose objects put rows into parts again and again.
SPLITTERS: Final = ("Fold", "Split", "LeaveOne", "LeaveP", "PurgedKFold")

#: Estimators that only give names to categories, which leaks nothing of the rows that a model could use.
VOCABULARIES: Final = _set("LabelEncoder LabelBinarizer MultiLabelBinarizer Tokenizer OrdinalEncoder")

#: Estimators whose output depends on no row but its own, however they are fitted.
STATELESS: Final = _set(
    "HashingVectorizer FeatureHasher Normalizer Binarizer FunctionTransformer PolynomialFeatures AdditiveChi2Sampler"
)

#: Samplers of imbalanced-learn that only leave rows out; all others make more.
UNDERSAMPLERS: Final = (
    "Under",
    "NearMiss",
    "TomekLinks",
    "EditedNearest",
    "AllKNN",
    "Condensed",
    "OneSided",
    "Neighbourhood",
    "InstanceHardness",
    "ClusterCentroids",
)


#: Callbacks and arguments that end a training, or pick its best state, by the rows that are watched.
STOPPERS: Final = ("EarlyStopping", "early_stopping", "EarlyStoppingCallback")
WATCHED: Final = (
    "validation_data",
    "eval_set",
    "evals",
    "valid_sets",
    "eval_dataset",
    "valid",
    "validation_set",
    "X_val",
    "eval_X",
    "val_data",
)

#: Packages that only draw pictures or show tables.
PICTURES: Final = _set(
    "matplotlib seaborn plotly bokeh altair IPython missingno wordcloud tqdm display cufflinks folium graphviz"
)

#: Objects that change images at random: their first name components.
AUGMENTERS: Final = ("albumentations", "imgaug", "torchvision.transforms", "Augmentor", "nlpaug", "audiomentations")
AUGMENTING: Final = (
    "Random",
    "Color",
    "Flip",
    "HorizontalFlip",
    "VerticalFlip",
    "AutoAugment",
    "Affine",
    "ElasticTransform",
    "GaussNoise",
    "CLAHE",
    "Rotate",
    "Shift",
    "Cutout",
    "MixUp",
)

#: What the parts of a data set are called.
ROLES: Final = {
    **dict.fromkeys(("train", "training", "tr", "trn"), 0),
    **dict.fromkeys(("test", "tst", "te", "testing", "eval", "holdout"), 1),
    **dict.fromkeys(("val", "valid", "validation", "dev"), 2),
}
