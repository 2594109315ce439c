package dev.entrepot.rest;

import dev.entrepot.http.Query;
import dev.entrepot.http.Response;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/// `limit` and `after` of a listing. A cursor is the key of the last item that was shown.
///
/// @param after empty text before the first item
public record Page(int limit, String after) {
    static final String LIMIT = "limit";
    static final String AFTER = "after";

    private static final int DEFAULT = 100;
    private static final int MOST = 1_000;

    /// Keys are names, or a few names with something between them.
    private static final int LONGEST_CURSOR = 1_000;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    static Page of(Query query) {
        String after = query.first(AFTER).orElse("");
        if (after.length() > LONGEST_CURSOR) {
            throw RefusedException.invalid("after: expected the value of next from an earlier page");
        }
        return new Page(query.first(LIMIT).map(Page::limit).orElse(DEFAULT), after);
    }

    private static int limit(String text) {
        int limit = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw RefusedException.invalid("limit: expected a whole number from 1 to " + MOST);
        }
        return limit;
    }

    /// How many to look for: one more than are shown tells whether there is a next page.
    public int fetch() {
        return limit + 1;
    }

    /// The answer, from up to {@link #fetch} items behind {@link #after}.
    ///
    /// @param key the cursor behind an item
    public <T> Response answer(List<T> found, Function<T, String> key, BiConsumer<JsonWriter, T> item) {
        List<T> shown = found.subList(0, Math.min(limit, found.size()));
        return Response.json(200, JsonWriter.document(json -> {
            json.array("items", shown, item);
            if (found.size() > shown.size()) {
                json.put("next", key.apply(shown.getLast()));
            }
        }));
    }
}
