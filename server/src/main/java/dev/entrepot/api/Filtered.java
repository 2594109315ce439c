package dev.entrepot.api;

import dev.entrepot.rest.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// Listings that show their reader a part of the rows.
final class Filtered {
    /// Rows that are read at once.
    private static final int BATCH = 500;

    private Filtered() {}

    /// Rows after a key, in the order of their keys.
    @FunctionalInterface
    interface Source<T> {
        List<T> after(String last, int limit);
    }

    /// Up to {@link Page#fetch} of those that may be shown: filtered before the limit, so that a page is short only at
    /// the end and tells nothing about what was left out.
    static <T> List<T> page(Page page, Source<T> source, Function<T, String> key, Predicate<T> shown) {
        List<T> found = new ArrayList<>();
        String last = page.after();
        List<T> batch;
        do {
            batch = source.after(last, BATCH);
            for (T row : batch) {
                if (found.size() < page.fetch() && shown.test(row)) {
                    found.add(row);
                }
            }
            last = batch.isEmpty() ? last : key.apply(batch.getLast());
        } while (found.size() < page.fetch() && batch.size() == BATCH);
        return found;
    }
}
