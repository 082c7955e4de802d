"""Hands the written machine over to Numba, which makes it fast, keeps it on disk, and calls it."""

from collections.abc import Callable
from typing import Any, cast

import llvmlite.binding as llvm
from llvmlite import ir
from numba import int64
from numba.extending import intrinsic


def machine(text: str, entry: str) -> Callable[[int, int], int]:
    """What calls the function `entry` of a module of machine code, from a function that Numba compiles."""

    def link(_: Any, m: Any, end: Any) -> Any:  # noqa: ARG001  # Numba asks for the names of what is handed over
        def call(context: Any, builder: Any, _: Any, args: Any) -> Any:
            context.active_code_library.add_llvm_module(llvm.parse_assembly(text))
            word = ir.IntType(64)
            function = ir.Function(builder.module, ir.FunctionType(word, [word, word]), entry)
            return builder.call(function, args)

        return int64(int64, int64), call

    linked: Any = intrinsic(link)
    return cast("Callable[[int, int], int]", linked)
