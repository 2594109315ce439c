package dev.entrepot.distribution;

import dev.entrepot.http.Query;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// `n` and `last` of a listing. A larger `n` than {@link #MOST} is cut to it: clients that page blindly go on
/// to work.
///
/// distribution-spec, "Listing Tags".
record Page(int size, String last) {
    static final int MOST = 1_000;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    static Page of(Query query) {
        int size = query.first("n")
                .map(text -> {
                    if (!NUMBER.matcher(text).matches()) {
                        throw new MalformedException(
                                ErrorCode.PAGINATION_NUMBER_INVALID, "n must be a whole number from 0 on", text);
                    }
                    return (int) Math.min(MOST, Long.parseLong(text));
                })
                .orElse(MOST);
        return new Page(size, query.first("last").orElse(""));
    }

    /// RFC 8288: where the next page is.
    static String link(String path, int size, String last, String more) {
        return "<" + path + "?n=" + size + "&last=" + URLEncoder.encode(last, StandardCharsets.UTF_8) + more
                + ">; rel=\"next\"";
    }
}
