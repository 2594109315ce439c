/// What is known of vulnerabilities, and which packages it concerns.
/// Owns the importers, the local store of advisories and the matching of packages.
/// Knows nothing of images.
@NullMarked
package dev.entrepot.vulnerabilities;

import org.jspecify.annotations.NullMarked;
