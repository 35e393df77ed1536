"""One room a medium: bytes → Document."""
