package dev.entrepot.reading;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The lines of a text file, one at a time; of a line only its beginning, however long it is.
final class Lines {
    /// Names, versions and lists of licences are shorter; what is longer is prose or an attack.
    private static final int MAX_LINE = 1 << 14;

    private static final int BUFFER = 1 << 13;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int at;
    private int end;

    Lines(InputStream in) {
        this.in = in;
    }

    /// The lines of a file that an analyzer was given.
    ///
    /// @throws UnreadableException when the file is larger than files may be that are read as a whole
    static Lines of(InputStream in, long size, Budget budget) throws UnreadableException {
        long most = budget.limits().maxFileBytes();
        if (size > most) {
            throw new UnreadableException("it is longer than " + most + " bytes");
        }
        return new Lines(in);
    }

    /// The next line without its end; empty after the last.
    Optional<String> next() throws IOException {
        line.reset();
        boolean any = false;
        while (at < end || fill()) {
            any = true;
            byte part = buffer[at++];
            if (part == '\n') {
                return Optional.of(text());
            }
            if (line.size() < MAX_LINE) {
                line.write(part);
            }
        }
        return any ? Optional.of(text()) : Optional.empty();
    }

    private String text() {
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private boolean fill() throws IOException {
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        at = 0;
        return end > 0;
    }
}
