package dev.entrepot.reading;

/// Epoch, version and release of an rpm package.
///
/// @param rest `VERSION-RELEASE`
record RpmVersion(long epoch, String rest) {
    /// What it was built from; both empty where that is unknown, each empty where it is as the package's own.
    record Source(String name, String version) {
        static final Source NONE = new Source("", "");
    }

    /// `[EPOCH:]VERSION-RELEASE`; an epoch of 0 is left out.
    String text() {
        return epoch == 0 ? rest : epoch + ":" + rest;
    }

    /// Takes `NAME-VERSION-RELEASE.src.rpm` apart. The epoch of the source is that of the package: no file name
    /// holds it.
    ///
    /// @param name of the package itself
    Source source(String name, String file) {
        int end = Math.max(file.lastIndexOf(".src.rpm"), file.lastIndexOf(".nosrc.rpm"));
        int release = end < 0 ? -1 : file.lastIndexOf('-', end);
        int version = release < 0 ? -1 : file.lastIndexOf('-', release - 1);
        if (version < 1) {
            return Source.NONE;
        }
        String sourceName = file.substring(0, version);
        RpmVersion sourceVersion = new RpmVersion(epoch, file.substring(version + 1, end));
        return new Source(
                sourceName.equals(name) ? "" : sourceName, sourceVersion.equals(this) ? "" : sourceVersion.text());
    }
}
