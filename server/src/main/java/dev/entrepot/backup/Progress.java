package dev.entrepot.backup;

/// Tells how far a backup came, keeps its pin and its pace.
final class Progress {
    /// Rows between two looks at the pin and at whoever watches.
    private static final int ROWS = 500;

    private final Watch watch;
    private final Pin pin;
    private final Pace pace;
    private long rows;
    private long total;
    private long done;
    private long ofThisBlob;

    Progress(Watch watch, Pin pin, long bytesPerSecond) {
        this.watch = watch;
        this.pin = pin;
        this.pace = new Pace(bytesPerSecond);
    }

    void table(String table) {
        tell(rows, 0, "rows", "table " + table);
    }

    void row(String table) {
        rows++;
        if (rows % ROWS == 0) {
            tell(rows, 0, "rows", "table " + table);
        }
    }

    /// The rows are written; so many bytes follow.
    void blobs(long bytes) {
        total = bytes;
        tell(0, total, "bytes", "blobs");
    }

    void passed(long bytes) {
        ofThisBlob += bytes;
        pace.passed(bytes);
        tell(done + ofThisBlob, total, "bytes", "blobs");
    }

    /// One blob is there, whether it had to be copied or not.
    void blob(long size) {
        done += size;
        ofThisBlob = 0;
        tell(done, total, "bytes", "blobs");
    }

    /// All that is missing is the manifest.
    void ending() {
        tell(total, total, "bytes", "making the snapshot whole");
    }

    private void tell(long many, long all, String unit, String message) {
        pin.renew();
        watch.at(Math.min(many, all == 0 ? many : all), all, unit, message);
    }
}
