//! Writes the Kotlin and Swift sources: see `generate`.

fn main() {
    uniffi::uniffi_bindgen_main()
}
