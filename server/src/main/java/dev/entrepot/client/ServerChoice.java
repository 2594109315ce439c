package dev.entrepot.client;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which server to ask, and as whom: what is said on the command line, else by `ENTREPOT_*`, else the file.
public final class ServerChoice {
    private final Map<String, String> environment;
    private final CredentialsFile file;

    public ServerChoice(Map<String, String> environment, CredentialsFile file) {
        this.environment = environment;
        this.file = file;
    }

    /// The server to ask, with credentials for it.
    ///
    /// @param named a URL or a host, from an option or an image's name; empty for the server in use
    /// @throws NoServerException when there is none, or nobody's credentials for it
    public Server server(String named) {
        Optional<Login> stored = stored(named);
        URI url = stored.map(Login::url).orElseGet(() -> url(named));
        Optional<Server> given = given(url, named);
        return given.or(() -> stored.map(Login::server))
                .orElseThrow(() -> new NoServerException("there is no login for " + url + "; type `entrepot login "
                        + url + " -u USER --password-stdin`, or set ENTREPOT_TOKEN"));
    }

    /// The address alone, for what nobody in particular may ask.
    public URI address(String named) {
        return stored(named).map(Login::url).orElseGet(() -> url(named));
    }

    private URI url(String named) {
        String text = named.isEmpty() ? variable("ENTREPOT_URL") : named;
        if (text.isEmpty()) {
            throw new NoServerException("no server is in use; type `entrepot login URL`, or set ENTREPOT_URL");
        }
        return Server.parse(text);
    }

    /// The login meant, if there is one.
    public Optional<Login> stored(String named) {
        if (named.isEmpty() && variable("ENTREPOT_URL").isEmpty()) {
            return file.inUse();
        }
        String text = named.isEmpty() ? variable("ENTREPOT_URL") : named;
        List<Login> logins = file.logins();
        return logins.stream()
                .filter(login -> login.server().host().equals(text))
                .findFirst()
                .or(() -> logins.stream()
                        .filter(login -> login.url().equals(Server.parse(text)))
                        .findFirst());
    }

    /// By the environment. Its credentials are for ENTREPOT_URL's server when that is said, and for no other.
    private Optional<Server> given(URI url, String named) {
        String said = variable("ENTREPOT_URL");
        boolean meant = said.isEmpty() ? named.isEmpty() : Server.parse(said).equals(url);
        String user = variable("ENTREPOT_USER");
        String token = variable("ENTREPOT_TOKEN");
        String password = variable("ENTREPOT_PASSWORD");
        if (!meant || (token.isEmpty() && (user.isEmpty() || password.isEmpty()))) {
            return Optional.empty();
        }
        return Optional.of(new Server(url, user, token.isEmpty() ? password : token));
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
