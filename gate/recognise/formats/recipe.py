"""How a model is trained: the hyperparameters of a training configuration, whichever program reads it."""

from collections.abc import Iterator

from gate.documents import Node
from gate.recognise.options import recipe_surface, trains
from gate.recognise.recogniser import Found, Rank
from gate.recognise.vocabulary import is_evaluation

_LOG = frozenset({"log_history", "global_step"})  # of transformers' TrainerState: what a run left, not what it is given


class Recipe:
    """Values of a mapping that has a trainer's keys; what another recogniser takes stays on its surface."""

    name = "recipe"
    rank = Rank.ANY
    formats = frozenset({"yaml", "json", "toml"})

    def wants(self, path: str) -> bool:
        return path.endswith((".yaml", ".yml", ".json", ".toml"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        if is_evaluation(path.rpartition("/")[2]) or not isinstance(root.children, dict):
            return
        if root.children.keys() >= _LOG:
            return
        named = [root, *(child for _, child in root.items() if isinstance(child.children, dict))]
        if not any(trains(key for key, _ in block.items()) for block in named):
            return
        for tokens, leaf in root.leaves():
            key = next((step for step in reversed(tokens) if not step.isdigit()), "")
            if recipe_surface(key) and leaf.value is not None and not any(is_evaluation(step) for step in tokens):
                yield Found("training_recipe", tokens, leaf)


RECOGNISERS = (Recipe(),)
