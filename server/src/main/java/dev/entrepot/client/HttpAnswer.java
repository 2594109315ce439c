package dev.entrepot.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// An answer whose body has yet to be read; closing it closes its connection.
///
/// @param headers by their names in lower case; of a repeated one the first
record HttpAnswer(int status, Map<String, String> headers, InputStream body, AutoCloseable connection)
        implements AutoCloseable {
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (IOException broken) {
            throw broken;
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
