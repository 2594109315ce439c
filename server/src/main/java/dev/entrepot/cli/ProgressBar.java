package dev.entrepot.cli;

import dev.entrepot.client.Document;
import java.util.Locale;

/// How far a job came, on standard error: one line that is written over where a person watches, else a line for each
/// step and each tenth of the way.
final class ProgressBar {
    private static final int BAR = 24;
    private static final int WIDTH = 100;
    private static final int TENTHS = 10;
    private static final int PERCENT = 100;
    private static final String CLEAR = "\r\u001b[K";

    private final Surroundings surroundings;
    private final boolean quiet;
    private String shown = "";
    private boolean open;

    /// @param quiet nothing is said at all
    ProgressBar(Surroundings surroundings, boolean quiet) {
        this.surroundings = surroundings;
        this.quiet = quiet;
    }

    void show(Document job) {
        if (quiet) {
            return;
        }
        if (surroundings.terminal()) {
            surroundings.err().print(CLEAR + cut(Table.plain(line(job, true))));
            surroundings.err().flush();
            open = true;
            return;
        }
        String step = job.text("message") + " " + share(job) * TENTHS / PERCENT;
        if (!step.equals(shown)) {
            shown = step;
            surroundings.err().println(Table.plain(line(job, false)));
        }
    }

    /// Leaves an empty line behind.
    void end() {
        if (open) {
            surroundings.err().print(CLEAR);
            surroundings.err().flush();
            open = false;
        }
    }

    private static String cut(String line) {
        return line.length() > WIDTH ? line.substring(0, WIDTH) : line;
    }

    static String line(Document job, boolean bar) {
        StringBuilder line = new StringBuilder(job.text("kind"));
        if (job.text("state").equals("queued")) {
            return line.append("  waits for its turn").toString();
        }
        if (job.number("total") > 0) {
            int share = share(job);
            if (bar) {
                int full = share * BAR / PERCENT;
                line.append("  [")
                        .append("#".repeat(full))
                        .append(".".repeat(BAR - full))
                        .append(']');
            }
            line.append(String.format(Locale.ROOT, "  %3d %%", share));
        }
        if (job.number("done") > 0 || job.number("total") > 0) {
            line.append("  ").append(amount(job, "done"));
            line.append(job.number("total") > 0 ? " of " + amount(job, "total") : "");
            line.append(job.text("unit").equals("bytes") ? "" : " " + job.text("unit"));
        }
        return line.append(job.text("message").isEmpty() ? "" : "  " + job.text("message"))
                .toString()
                .stripTrailing();
    }

    private static int share(Document job) {
        long total = job.number("total");
        return total <= 0 ? 0 : (int) Math.clamp(job.number("done") * 100.0 / total, 0, PERCENT);
    }

    private static String amount(Document job, String member) {
        return job.text("unit").equals("bytes")
                ? Words.size(job.number(member))
                : String.format(Locale.ROOT, "%,d", job.number(member));
    }
}
