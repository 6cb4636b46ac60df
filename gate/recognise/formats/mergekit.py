"""MergeKit: the models that are merged into one, and how."""

from gate.recognise.recogniser import Declared, has, has_any

RECOGNISERS = (
    Declared(
        name="mergekit",
        files=("*.yaml", "*.yml"),
        identify=lambda root: (
            has_any(
                "/merge_method",
                "/gate_mode",
                "/layer_slices",
                "/slices/*/sources",
                "/experts/*/source_model",
                "/*/merge_method",
            )(root)
            and (has("/merge_method")(root) or has_any("/**/model", "/**/source_model", "/base_model")(root))
        ),
        surfaces={
            "base_model": (
                "/base_model",
                "/models/*/model",
                "/slices/*/sources/*/model",
                "/slices/*/base_model",
                "/layer_slices/*/model",
                "/experts/*/source_model",
                "/shared_experts/*/source_model",
                "/tokenizer/source",
                "/tokenizer_source",
                "/modules/*/slices/*/sources/*/model",
                "/modules/*/models/*/model",
                "/*/base_model",
                "/*/models/*/model",
            ),
            "fine_tuned_model": (
                "/merge_method",
                "/gate_mode",
                "/parameters",
                "/dtype",
                "/out_dtype",
                "/models/*/parameters",
                "/slices/*/parameters",
                "/slices/*/sources/*/parameters",
                "/slices/*/sources/*/layer_range",
                "/*/merge_method",
                "/*/parameters",
                "/*/models/*/parameters",
            ),
        },
        references={
            "/base_model": "",
            "/models/*/model": "",
            "/slices/*/sources/*/model": "",
            "/experts/*/source_model": "",
            "/layer_slices/*/model": "",
        },
    ),
)
