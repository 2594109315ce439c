package dev.entrepot.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// An answer whose file, if it sends one, is already open: so that a missing file is found before the status is sent,
/// and on a thread that may wait for the disk.
record Outgoing(Response response, @Nullable FileChannel file) {
    static Outgoing of(Response response) {
        return new Outgoing(response, null);
    }

    static Outgoing open(Response response, String method, String requestId) {
        if (method.equals("HEAD") || !(response.body() instanceof Response.Body.FileRange range)) {
            return of(response);
        }
        try {
            FileChannel file = FileChannel.open(range.file(), StandardOpenOption.READ);
            if (file.size() - range.offset() < range.length()) {
                file.close();
                throw new IOException("file is shorter than the range to send: " + range);
            }
            return new Outgoing(response, file);
        } catch (IOException e) {
            range.lost().run();
            return of(Errors.answer(e, requestId));
        }
    }

    void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // It was only read; nothing is lost.
            }
        }
    }
}
