package dev.entrepot.e2e.faults;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The disk under a server, of which one call at a time can be made to fail (`faults.c`).
final class FaultyDisk {
    /// Where a call fails, by its number in `faults.c`.
    enum Place {
        NONE(0),
        BLOB_OPEN(1),
        BLOB_WRITE(2),
        BLOB_SYNC(3),
        FOLDER_SYNC(4),
        BLOB_UNLINK(5),
        BLOB_CUT(6),
        DATABASE_WRITE(7),
        DATABASE_SYNC(8),
        DATABASE_CUT(9),
        OUT_OPEN(10),
        OUT_WRITE(11),
        OUT_SYNC(12);

        private final int number;

        Place(int number) {
            this.number = number;
        }

        boolean sync() {
            return this == BLOB_SYNC || this == FOLDER_SYNC || this == DATABASE_SYNC || this == OUT_SYNC;
        }

        boolean write() {
            return this == BLOB_WRITE || this == DATABASE_WRITE || this == OUT_WRITE;
        }
    }

    /// How a call fails.
    enum How {
        /// ENOSPC, from there on.
        FULL(28, 1_000_000),
        /// EIO, once.
        BROKEN_ONCE(5, 1),
        /// A write takes half of the bytes, and says so.
        SHORT(-1, 1);

        private final int code;
        private final int times;

        How(int code, int times) {
            this.code = code;
            this.times = times;
        }
    }

    private static final String SOURCE = "faults.c";
    private static final int NUMBERS = 64;
    /// Of no call: all are counted, none fails.
    private static final int COUNTING = 99;

    private static final int PLACE = 0;
    private static final int FIRST = 1;
    private static final int CODE = 2;
    private static final int TIMES = 3;
    private static final int FIRED = 4;
    private static final int COUNTS = 8;

    private final Path library;
    private final Path controlFile;
    private final Path out;
    private final IntBuffer control;

    private FaultyDisk(Path library, Path controlFile, Path out, IntBuffer control) {
        this.library = library;
        this.controlFile = controlFile;
        this.out = out;
        this.control = control;
    }

    /// Compiles the library into `folder`; `out` is a second folder whose calls can fail.
    static FaultyDisk in(Path folder, Path out) throws IOException {
        Path source = folder.resolve(SOURCE);
        try (InputStream text = FaultyDisk.class.getResourceAsStream(SOURCE)) {
            if (text == null) {
                throw new AssertionError(SOURCE + " is missing beside the tests");
            }
            Files.copy(text, source);
        }
        Path library = folder.resolve("faults.so");
        Shell.in(folder).run("gcc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString());
        Path controlFile = folder.resolve("control");
        Files.write(controlFile, new byte[NUMBERS * Integer.BYTES]);
        try (FileChannel file = FileChannel.open(controlFile, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            IntBuffer control = file.map(MapMode.READ_WRITE, 0, NUMBERS * Integer.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asIntBuffer();
            return new FaultyDisk(library, controlFile, out, control);
        }
    }

    Launch under(Launch launch) {
        return launch.environment("LD_PRELOAD", library.toString())
                .environment("FAULTS_DATA", launch.data().toString())
                .environment("FAULTS_OUT", out.toString())
                .environment("FAULTS_CONTROL", controlFile.toString());
    }

    Path out() {
        return out;
    }

    /// From now on calls are counted.
    void count() {
        arm(COUNTING, 0, How.BROKEN_ONCE);
    }

    /// From now on the `first` call at that place, and as many more as `how` says, fail.
    void arm(Place place, int first, How how) {
        arm(place.number, first, how);
    }

    private void arm(int place, int first, How how) {
        disarm();
        for (int i = FIRED; i < NUMBERS; i++) {
            control.put(i, 0);
        }
        control.put(FIRST, first);
        control.put(CODE, how.code);
        control.put(TIMES, how.times);
        control.put(PLACE, place);
    }

    void disarm() {
        control.put(PLACE, 0);
    }

    /// Calls at a place since it was armed.
    int calls(Place place) {
        return control.get(COUNTS + place.number);
    }

    /// Calls that failed since it was armed.
    int fired() {
        return control.get(FIRED);
    }
}
