package dev.entrepot;

import java.util.Locale;

/// One setting: how it is named, what it takes and what holds without it.
///
/// @param name in kebab case, the section before the dot
/// @param type what a value looks like, in words
/// @param defaultText the value that holds when none is given; empty when there is none
/// @param meaning one sentence for the guide
record ConfigKey(String name, String type, String defaultText, String meaning) {
    /// Settings carry this before their name as system properties, and `ENTREPOT_` as environment variables.
    static final String PREFIX = "entrepot.";

    /// The environment variable that sets it: `http.tls-cert` is `ENTREPOT_HTTP_TLS_CERT`.
    String variable() {
        return variable(name);
    }

    static String variable(String name) {
        return screaming(PREFIX + name);
    }

    /// The part of a name as environment variables write it.
    static String screaming(String part) {
        return part.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /// The part of the name before its first dot; all of it where there is none.
    String section() {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
