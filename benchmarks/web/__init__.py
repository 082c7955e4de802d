"""The pages and the API with a hundred thousand cases behind them."""
