package dev.entrepot.retention;

import java.util.ArrayList;
import java.util.List;

/// Counts what a run does.
final class Tally {
    private long kept;
    private long tags;
    private long images;
    private final List<PlanLine> dropped = new ArrayList<>();
    private final List<PlanLine> later = new ArrayList<>();
    private final List<Report.Left> changed = new ArrayList<>();

    void planned(PlanLine line) {
        switch (line.fate()) {
            case KEEP -> kept++;
            case LATER -> add(later, line);
            case DROP -> {}
        }
    }

    void tagGone(PlanLine line) {
        tags++;
        add(dropped, line);
    }

    void imageGone() {
        images++;
    }

    void digestGone(PlanLine line) {
        images++;
        add(dropped, line);
    }

    void left(PlanLine line, String why) {
        add(changed, new Report.Left(line.image(), line.digest(), why));
    }

    long gone() {
        return tags + images;
    }

    private static <T> void add(List<T> list, T line) {
        if (list.size() < Report.MOST_LINES) {
            list.add(line);
        }
    }

    Report report() {
        return new Report(kept, dropped, tags, images, later, changed);
    }
}
