"""The judgement: Rego policies, and the engines that evaluate them over a case."""

from gate.policy.bundle import Bundle, load_builtin
from gate.policy.engine import evaluate, open_engine
from gate.policy.protocol import Answer, Engine

__all__ = ["Answer", "Bundle", "Engine", "evaluate", "load_builtin", "open_engine"]
