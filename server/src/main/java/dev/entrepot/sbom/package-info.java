/// Software bills of materials.
/// Owns how package lists are written as, and read from, CycloneDX and SPDX.
/// Knows nothing of images' layers or of where documents lie.
@NullMarked
package dev.entrepot.sbom;

import org.jspecify.annotations.NullMarked;
