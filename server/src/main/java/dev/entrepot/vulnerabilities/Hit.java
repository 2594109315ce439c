package dev.entrepot.vulnerabilities;

import java.util.List;

/// An advisory that concerns a package.
///
/// @param ofPackage what it says of this package's severity
/// @param fixes versions above the installed one in which it is fixed
record Hit(Head head, Rating ofPackage, List<String> fixes) {
    Hit {
        fixes = List.copyOf(fixes);
    }
}
