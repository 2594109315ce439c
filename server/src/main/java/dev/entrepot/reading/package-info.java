/// Reads the layers of images: what is in them, without unpacking anything to disk.
/// Owns the workers that read, their isolation and limits, and the forms of package databases.
/// Knows nothing of repositories, of rights, or of what is wrong with a package.
@NullMarked
package dev.entrepot.reading;

import org.jspecify.annotations.NullMarked;
