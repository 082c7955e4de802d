"""A workflow engine for the journeys of cooperatives of activity and employment."""
