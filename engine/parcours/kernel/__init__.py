"""What moves a case: pure, and the only thing that ever does."""

from parcours.kernel.advance import advance
from parcours.kernel.fold import empty, fold, fold_all
from parcours.kernel.opening import opening
from parcours.kernel.prepare import Program, prepare
from parcours.kernel.step import step

__all__ = ["Program", "advance", "empty", "fold", "fold_all", "opening", "prepare", "step"]
