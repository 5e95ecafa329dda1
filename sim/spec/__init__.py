"""What a run is told: inert, frozen, validated."""
