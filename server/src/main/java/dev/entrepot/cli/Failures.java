package dev.entrepot.cli;

import dev.entrepot.client.ApiException;
import dev.entrepot.client.NoServerException;
import dev.entrepot.client.UnreachableException;
import java.io.PrintStream;

/// The one mapping of failures to words and exit codes.
final class Failures {
    /// Said of images and tags to those who may read their repository.
    private static final String ABSENT_IMAGE = "MANIFEST_UNKNOWN";

    private Failures() {}

    static int told(Exception failure, PrintStream errors) {
        return switch (failure) {
            case ApiException answered -> {
                say(errors, hinted(answered));
                yield status(answered);
            }
            case UnreachableException away -> {
                say(errors, FailureText.of(away));
                yield ExitCode.UNREACHABLE;
            }
            case WrongUsageException wrong -> {
                say(errors, FailureText.of(wrong));
                yield ExitCode.WRONG_USAGE;
            }
            case UsageException wrong -> {
                say(errors, FailureText.of(wrong));
                yield ExitCode.WRONG_USAGE;
            }
            case NoServerException wrong -> {
                say(errors, FailureText.of(wrong));
                yield ExitCode.WRONG_USAGE;
            }
            case IllegalArgumentException wrong -> {
                say(errors, FailureText.of(wrong));
                yield ExitCode.WRONG_USAGE;
            }
            case IllegalStateException bug -> {
                bug.printStackTrace(errors);
                yield ExitCode.FAILED;
            }
            case NullPointerException bug -> {
                bug.printStackTrace(errors);
                yield ExitCode.FAILED;
            }
            default -> {
                say(errors, FailureText.of(failure));
                yield ExitCode.FAILED;
            }
        };
    }

    private static void say(PrintStream errors, String words) {
        errors.println("entrepot: " + Table.plain(String.valueOf(words)));
        errors.flush();
    }

    private static String hinted(ApiException answered) {
        return switch (answered.status()) {
            case 401 -> answered.getMessage() + "; type `entrepot login` to log in again";
            case 412 -> answered.getMessage() + "; look at it again and repeat with its version now";
            default -> String.valueOf(answered.getMessage());
        };
    }

    /// What lies in a namespace answers as absent to those who may not read it; so does what is absent.
    private static int status(ApiException answered) {
        return switch (answered.status()) {
            case 400 -> ExitCode.WRONG_USAGE;
            case 401, 403 -> ExitCode.REFUSED;
            case 404 ->
                answered.path().matches("/api/v1/(users|teams|tokens|device)\\b.*")
                                || answered.code().isEmpty()
                                || answered.code().equals(ABSENT_IMAGE)
                        ? ExitCode.FAILED
                        : ExitCode.REFUSED;
            default -> ExitCode.FAILED;
        };
    }
}
