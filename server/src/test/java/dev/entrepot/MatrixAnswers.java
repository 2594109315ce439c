package dev.entrepot;

import dev.entrepot.MatrixRules.Answer;
import dev.entrepot.PlainClient.Ask;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;

/// Which answer of the matrix a response is. A handler's own answers are all "allowed": successes, and refusals of what
/// it was sent.
final class MatrixAnswers {
    private static final String HIDDEN = "does not exist, or you may not read it";
    /// Who may read is told which grant is missing.
    private static final Pattern MISSING =
            Pattern.compile("needs the (system )?role (admin|reader|writer|maintainer|owner)|only users may do this");

    private static final String MOVED = "was renamed to";

    private MatrixAnswers() {}

    /// @param nothingThere whether the handler itself finds nothing, and says so as to a stranger
    static boolean fits(HttpResponse<byte[]> response, Ask ask, Answer expected, boolean nothingThere) {
        int status = response.statusCode();
        if (status == 405 || status == 415 || status == 429 || status >= 500) {
            return false;
        }
        boolean bodiless = ask.method().equals("HEAD");
        String text = TestRegistry.text(response);
        return switch (expected) {
            case ALLOWED ->
                status != 401
                        && status != 403
                        && (bodiless || nothingThere || !(status == 404 && text.contains(HIDDEN)));
            case CHALLENGE -> status == 401 && error(response, ask).isEmpty();
            case INVALID -> status == 401 && error(response, ask).matches("|invalid_token") && named(response, ask);
            case SCOPE -> status == 401 && error(response, ask).matches("|insufficient_scope") && named(response, ask);
            case HIDDEN -> status == 404 && (bodiless || text.contains(HIDDEN));
            case DENIED -> status == 403 && (bodiless || MISSING.matcher(text).find());
            case MOVED -> status == 403 && (bodiless || text.contains(MOVED));
        };
    }

    private static String error(HttpResponse<byte[]> response, Ask ask) {
        String challenge = PlainClient.header(response, "WWW-Authenticate").orElse("no challenge");
        if (!challenge.startsWith(registry(ask) ? "Bearer realm=" : "Basic realm=")) {
            return "not the challenge of this path";
        }
        int begin = challenge.indexOf("error=\"");
        return begin < 0 ? "" : challenge.substring(begin + 7, challenge.indexOf('"', begin + 7));
    }

    /// Only the registry's own challenge tells what is wrong with a credential.
    private static boolean named(HttpResponse<byte[]> response, Ask ask) {
        return !registry(ask) || !error(response, ask).isEmpty();
    }

    private static boolean registry(Ask ask) {
        return ask.path().startsWith("/v2/");
    }
}
