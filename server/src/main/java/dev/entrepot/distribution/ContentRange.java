package dev.entrepot.distribution;

import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `Content-Range` of a chunk: `START-END`, both inclusive, in bytes.
///
/// distribution-spec, "Pushing a blob in chunks". The spec's form has no unit; RFC 9110's `bytes
/// START-END/TOTAL` is read as well.
record ContentRange(long start, long end) {
    private static final Pattern FORM = Pattern.compile("(?:bytes )?(\\d{1,18})-(\\d{1,18})(?:/(?:\\d+|\\*))?");

    static ContentRange parse(String header) {
        Matcher matcher = FORM.matcher(header.strip());
        if (matcher.matches()) {
            ContentRange range = new ContentRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
            if (range.start <= range.end) {
                return range;
            }
        }
        throw new MalformedException(
                ErrorCode.RANGE_INVALID,
                "Content-Range must be START-END, both inclusive and START not above END, such as 0-1023",
                header);
    }

    long length() {
        return end - start + 1;
    }
}
