package dev.entrepot.packages;

/// A package of an image and where it was found.
///
/// @param path of the file that names it, without a leading `/`; nested archives behind `!/`, as in
///        `app/fat.jar!/BOOT-INF/lib/log4j-core-2.14.1.jar`
/// @param layer digest of the layer (its blob) that brought it: the first one in which this name and version stands at
///        that path
public record FoundPackage(Package what, String path, String layer) {}
