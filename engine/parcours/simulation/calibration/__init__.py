"""From a journal to a scenario: what people did, how often and after how long, open cases counted."""
