//! prm-core for Node.
