"""The judgement: Rego policies, and the engines that evaluate them over a case."""

from gate.policy.bundle import Bundle, load_builtin
from gate.policy.engine import Opa, evaluate, open_engine
from gate.policy.protocol import Answer, Engine

__all__ = ["Answer", "Bundle", "Engine", "Opa", "evaluate", "load_builtin", "open_engine"]
