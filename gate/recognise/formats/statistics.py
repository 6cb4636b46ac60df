"""Side files that say how many records a data set has: often the only trace of a change of data kept elsewhere."""

from gate.recognise.recogniser import Declared, has_any

RECOGNISERS = (
    Declared(
        name="dataset-statistics",
        files=(
            "*dataset_stats*.json",
            "*data_stats*.json",
            "dataset_info*.json",
            "dataset_infos.json",
            "*dataset_statistics*.json",
            "*dataset_summary*.json",
        ),
        formats=frozenset({"json"}),
        identify=has_any(
            "/splits",
            "/*/splits",
            "/train_examples",
            "/num_examples",
            "/total_examples",
            "/train",
            "/total",
            "/num_train",
            "/dataset_size",
            "/train_size",
            "/total_records",
            "/features",
        ),
        surfaces={"training_data": ("",)},
        skip=(
            "/description",
            "/citation",
            "/homepage",
            "/license",
            "/builder_name",
            "/version",
            "/*/description",
            "/*/citation",
            "/*/homepage",
            "/*/license",
            "/generated_at",
            "/created_at",
            "/timestamp",
        ),
    ),
)
