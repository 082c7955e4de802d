from parcours.simulation.model import load
from parcours.simulation.result import Result
from parcours.simulation.study import Comparison, compare, simulate

__all__ = ["Comparison", "Result", "compare", "load", "simulate"]
