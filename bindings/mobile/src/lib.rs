//! prm-core for Kotlin and Swift.
