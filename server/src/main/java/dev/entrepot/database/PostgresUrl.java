package dev.entrepot.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// `postgresql://USER:PASSWORD@HOST:PORT/DB[?OPTIONS]`; user, password and name are percent-encoded, the options are
/// those of pgjdbc.
record PostgresUrl(String user, String password, String jdbcUrl) {
    private static final int DEFAULT_PORT = 5432;

    static PostgresUrl parse(String url) {
        URI uri = uri(url);
        boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        String userInfo = uri.getRawUserInfo();
        if (!known
                || uri.getHost() == null
                || userInfo == null
                || uri.getRawPath().length() < 2) {
            throw wrongForm();
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new PostgresUrl(
                decode(user),
                decode(password),
                "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + options);
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw wrongForm();
        }
    }

    /// Says nothing of the text: it holds a password.
    private static IllegalArgumentException wrongForm() {
        return new IllegalArgumentException(
                "database.url must have the form postgresql://USER:PASSWORD@HOST:PORT/DB, with special characters in"
                        + " USER and PASSWORD percent-encoded");
    }

    /// A plus sign stands for itself here, unlike in a form.
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
