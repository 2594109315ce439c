package dev.entrepot.e2e.credentials;

import dev.entrepot.e2e.Engines;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// How each client logs in, pushes a small image, and pulls one.
///
/// Each of `push` and `pull` is what came of the command that failed first, or of the last one, which tells the digest.
enum Client {
    DOCKER {
        @Override
        Outcome login(Desk desk) {
            return desk.feedSecret("docker", "login", "-u", desk.user(), "--password-stdin", desk.host());
        }

        @Override
        Outcome push(Desk desk, Layout layout, String image) {
            return all(desk, List.of("docker", "import", desk.tar(), image), List.of("docker", "push", image));
        }

        @Override
        Outcome pull(Desk desk, String image) {
            desk.attempt("docker", "rmi", image);
            return desk.attempt("docker", "pull", image);
        }

        @Override
        Outcome insist(Desk desk, String image) {
            return login(desk);
        }
    },
    PODMAN {
        @Override
        Outcome login(Desk desk) {
            return desk.feedSecret("podman", "login", "-u", desk.user(), "--password-stdin", desk.host());
        }

        @Override
        Outcome push(Desk desk, Layout layout, String image) {
            return all(desk, List.of("podman", "import", desk.tar(), image), List.of("podman", "push", image));
        }

        @Override
        Outcome pull(Desk desk, String image) {
            desk.attempt("podman", "rmi", image);
            return all(
                    desk,
                    List.of("podman", "pull", image),
                    List.of("podman", "image", "inspect", "--format", "{{.Digest}}", image));
        }

        @Override
        Outcome insist(Desk desk, String image) {
            return desk.attempt("podman", "pull", "--creds", desk.pair(), image);
        }
    },
    SKOPEO {
        @Override
        Outcome login(Desk desk) {
            return desk.feedSecret(
                    "skopeo",
                    "login",
                    "--tls-verify=false",
                    "--username",
                    desk.user(),
                    "--password-stdin",
                    desk.host());
        }

        @Override
        Outcome push(Desk desk, Layout layout, String image) {
            var source = "oci:" + layout.folder() + ":1";
            return desk.attempt("skopeo", "copy", "--dest-tls-verify=false", source, "docker://" + image);
        }

        @Override
        Outcome pull(Desk desk, String image) {
            return all(
                    desk,
                    List.of("skopeo", "copy", "--src-tls-verify=false", "docker://" + image, "oci:" + desk.back()),
                    List.of("cat", desk.back().resolve("index.json").toString()));
        }

        @Override
        Outcome insist(Desk desk, String image) {
            return desk.attempt("skopeo", "inspect", "--tls-verify=false", "--creds", desk.pair(), "docker://" + image);
        }
    },
    /// Its login keeps what it is given and asks nobody.
    CRANE {
        @Override
        Outcome login(Desk desk) {
            return desk.feedSecret("crane", "auth", "login", desk.host(), "-u", desk.user(), "--password-stdin");
        }

        @Override
        Outcome push(Desk desk, Layout layout, String image) {
            return desk.attempt("crane", "push", layout.folder().toString(), image);
        }

        @Override
        Outcome pull(Desk desk, String image) {
            return all(
                    desk,
                    List.of("crane", "pull", "--format=oci", image, desk.back().toString()),
                    List.of("cat", desk.back().resolve("index.json").toString()));
        }
    },
    ORAS {
        @Override
        Outcome login(Desk desk) {
            return desk.feedSecret("oras", "login", "--plain-http", "-u", desk.user(), "--password-stdin", desk.host());
        }

        @Override
        Outcome push(Desk desk, Layout layout, String image) {
            var source = layout.folder() + ":1";
            return desk.attempt("oras", "cp", "--from-oci-layout", "--to-plain-http", source, image);
        }

        @Override
        Outcome pull(Desk desk, String image) {
            return desk.attempt("oras", "cp", "--to-oci-layout", "--from-plain-http", image, desk.back() + ":1");
        }

        @Override
        Outcome insist(Desk desk, String image) {
            return desk.attempt("oras", "resolve", "--plain-http", "-u", desk.user(), "-p", desk.secret(), image);
        }

        @Override
        String shows(int status, String message) {
            return status == 404 ? "not found" : message;
        }
    },
    /// Has no login: each command is given the credential.
    CTR {
        @Override
        Outcome login(Desk desk) {
            return new Outcome(List.of("ctr"), 0, "", "");
        }

        @Override
        Outcome push(Desk desk, Layout layout, String image) {
            var archive = Layout.tar(desk.scratch(), layout.folder(), desk.name() + "-archive.tar");
            return all(
                    desk,
                    images(desk, "import", "--digests", "--base-name", "imported", archive.toString()),
                    images(desk, "tag", "--force", "imported@" + layout.digest(), image),
                    images(desk, "push", "--plain-http", "--user", desk.pair(), image));
        }

        @Override
        Outcome pull(Desk desk, String image) {
            desk.attempt(images(desk, "rm", "--sync", image).toArray(String[]::new));
            return all(
                    desk,
                    images(desk, "pull", "--plain-http", "--user", desk.pair(), image),
                    images(desk, "ls", "name==" + image));
        }

        @Override
        String shows(int status, String message) {
            return switch (status) {
                case 401 -> "401 Unauthorized";
                case 403 -> "403 Forbidden";
                default -> "not found";
            };
        }

        private static List<String> images(Desk desk, String... arguments) {
            var command = new ArrayList<>(List.of(
                    "ctr", "-a", Engines.containerdSocket(desk.scratch()).toString(), "images"));
            command.addAll(Arrays.asList(arguments));
            return command;
        }
    };

    abstract Outcome login(Desk desk);

    abstract Outcome push(Desk desk, Layout layout, String image);

    abstract Outcome pull(Desk desk, String image);

    /// A command with a wrong credential that shows the registry's own words; some logins show the client's.
    Outcome insist(Desk desk, String image) {
        return pull(desk, image);
    }

    /// What people see of an answer with that status and message. Most clients repeat the message.
    String shows(int status, String message) {
        return message;
    }

    /// Whether its login asks the registry.
    boolean loginAsks() {
        return this != CRANE && this != CTR;
    }

    @SafeVarargs
    private static Outcome all(Desk desk, List<String>... commands) {
        Outcome last = null;
        for (var command : commands) {
            last = desk.attempt(command.toArray(String[]::new));
            if (last.status() != 0) {
                break;
            }
        }
        return Objects.requireNonNull(last);
    }
}
