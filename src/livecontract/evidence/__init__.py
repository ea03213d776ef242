"""The evidence package: all that proves a contract without the platform, in one file to be checked."""
