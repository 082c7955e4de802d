"""What can be said of a figure from its replications: means, intervals, differences, curves, when to stop."""
