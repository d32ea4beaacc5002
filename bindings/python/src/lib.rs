//! prm-core for Python.
