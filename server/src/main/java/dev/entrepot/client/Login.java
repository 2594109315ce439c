package dev.entrepot.client;

import java.net.URI;

/// What is kept about one server.
///
/// @param tokenId of the personal token that the login made; empty when the secret came from elsewhere
/// @param group the team that `target -g` chose; empty when none
public record Login(URI url, String user, String secret, String tokenId, String group) {
    public Server server() {
        return new Server(url, user, secret);
    }

    public Login withGroup(String chosen) {
        return new Login(url, user, secret, tokenId, chosen);
    }

    Document document() {
        return Document.empty()
                .with("url", url.toString())
                .with("user", user)
                .with("secret", secret)
                .withText("tokenId", tokenId)
                .withText("group", group);
    }

    static Login of(Document document) {
        return new Login(
                Server.parse(document.text("url")),
                document.text("user"),
                document.text("secret"),
                document.text("tokenId"),
                document.text("group"));
    }

    @Override
    public String toString() {
        return server().toString();
    }
}
