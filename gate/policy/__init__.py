"""The judgement: Rego policies, and the engines that evaluate them over a case."""

from gate.policy.bundle import Bundle, load_builtin, load_folder
from gate.policy.engine import Answer, Engine, evaluate, open_engine

__all__ = ["Answer", "Bundle", "Engine", "evaluate", "load_builtin", "load_folder", "open_engine"]
