"""From a file an author writes to a workflow, or to diagnostics that say what to change."""
