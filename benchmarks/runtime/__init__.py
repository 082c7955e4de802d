"""What `bench_runtime` and `bench_store` measure, one rival a module; every rival is given the same reference work."""
