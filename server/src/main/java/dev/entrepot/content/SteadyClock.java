package dev.entrepot.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Time that only passes: nobody sets it, and it runs on while the machine sleeps, where the machine tells.
public interface SteadyClock {
    /// Microseconds since the moment that {@link #origin} names.
    long micros();

    /// From when it counts: two readings compare, across processes too, when their origins are equal. Empty when
    /// readings of two processes never compare.
    String origin();

    /// Returns after about `time`.
    void rest(Duration time);

    /// The clock of this machine.
    static SteadyClock machine() {
        return Files.isReadable(Uptime.UPTIME) && Files.isReadable(Uptime.BOOT)
                ? new Uptime(Uptime.read(Uptime.BOOT))
                : new Ticks();
    }

    /// Linux: since the machine was started, times of sleep included.
    record Uptime(String origin) implements SteadyClock {
        private static final Path UPTIME = Path.of("/proc/uptime");
        private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
        private static final int MICROS_PER_HUNDREDTH = 10_000;

        private static String read(Path file) {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// The file says `SECONDS.HUNDREDTHS IDLE`.
        @Override
        public long micros() {
            String text = read(UPTIME);
            return Long.parseLong(text.substring(0, text.indexOf(' ')).replace(".", "")) * MICROS_PER_HUNDREDTH;
        }

        @Override
        public void rest(Duration time) {
            LockSupport.parkNanos(time.toNanos());
        }
    }

    /// Elsewhere: what the JVM has.
    record Ticks() implements SteadyClock {
        @Override
        public long micros() {
            return System.nanoTime() / 1000;
        }

        @Override
        public String origin() {
            return "";
        }

        @Override
        public void rest(Duration time) {
            LockSupport.parkNanos(time.toNanos());
        }
    }
}
