"""From a scenario's file to the scenario it says, checked against the parcours it names."""
