"""The use cases: what people and time ask of the engine, over a clock and a store."""
