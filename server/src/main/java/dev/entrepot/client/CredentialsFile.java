package dev.entrepot.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The file that `login` writes, readable by its owner only: the servers, and which of them is in use.
///
/// ```
/// {"inUse": URL, "servers": [{"url", "user", "secret", "tokenId"?, "group"?}]}
/// ```
///
/// A change replaces the whole file by one rename. Of two changes at the same moment the later one stays.
public final class CredentialsFile {
    private final Path file;

    /// `ENTREPOT_CREDENTIALS`, else `entrepot/credentials.json` below the XDG folder for settings.
    public CredentialsFile(Map<String, String> environment) {
        this.file = place(environment);
    }

    private static Path place(Map<String, String> environment) {
        String named = environment.getOrDefault("ENTREPOT_CREDENTIALS", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path settings = xdg.isEmpty() ? Path.of(environment.getOrDefault("HOME", "."), ".config") : Path.of(xdg);
        return settings.resolve("entrepot").resolve("credentials.json");
    }

    public Path file() {
        return file;
    }

    public List<Login> logins() {
        return read().objects("servers").stream().map(Login::of).toList();
    }

    public Optional<Login> inUse() {
        Document all = read();
        return all.objects("servers").stream()
                .filter(each -> each.text("url").equals(all.text("inUse")))
                .findFirst()
                .map(Login::of);
    }

    public Optional<Login> find(URI url) {
        return logins().stream().filter(login -> login.url().equals(url)).findFirst();
    }

    /// Keeps the login in place of an older one to the same server, and puts it in use.
    public void use(Login login) {
        List<Login> logins = without(login.url());
        logins.add(login);
        write(logins, login.url().toString());
    }

    /// Forgets the login; of those left, the one made last is in use.
    public void remove(URI url) {
        String used = inUse().map(login -> login.url().toString()).orElse("");
        List<Login> left = without(url);
        boolean keeps = left.stream().anyMatch(login -> login.url().toString().equals(used));
        write(left, keeps || left.isEmpty() ? used : left.getLast().url().toString());
    }

    private List<Login> without(URI url) {
        List<Login> logins = new ArrayList<>(logins());
        logins.removeIf(login -> login.url().equals(url));
        return logins;
    }

    private Document read() {
        try {
            return Json.object(Files.readAllBytes(file))
                    .orElseThrow(() -> new NoServerException(
                            file + " is not what `entrepot login` writes; move it away and log in again"));
        } catch (NoSuchFileException none) {
            return Document.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    private void write(List<Login> logins, String inUse) {
        Document all = Document.empty()
                .with("inUse", inUse)
                .with(
                        "servers",
                        logins.stream().map(login -> login.document().members()).toList());
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path next = Files.createTempFile(
                    folder,
                    "credentials",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(next, Json.indented(all, "") + "\n", StandardCharsets.UTF_8);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write " + file, unwritable);
        }
    }
}
