"""Which of a scenario's numbers its figures hang on."""
