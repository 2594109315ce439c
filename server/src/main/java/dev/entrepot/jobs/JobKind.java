package dev.entrepot.jobs;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A kind of work that somebody can ask for.
///
/// @param name as it is typed and kept, in kebab case: `verify`
/// @param title what it does, for people: `check that nothing is lost`
/// @param ofNamespace whether each job concerns one namespace; else the registry as a whole
/// @param parameters the names of those it takes
public record JobKind(
        String name, String title, boolean ofNamespace, Set<String> parameters, Check check, Handler handler) {
    private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*");

    public JobKind {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name for a kind of job: " + name);
        }
        parameters = Set.copyOf(parameters);
    }

    /// What a job does. Runs on a virtual thread: what hashes or unpacks brings threads of its own. It may be run
    /// again from the position it saved last, after a crash or on another node: each step bears repetition.
    @FunctionalInterface
    public interface Handler {
        /// Returns what came of it. Throws {@link JobFailedException} with a text for people; whatever else it throws
        /// is told to the log alone.
        JobResult run(JobRun run) throws Exception;
    }

    /// Looks at parameters before a job is made of them.
    @FunctionalInterface
    public interface Check {
        /// What is wrong with them and what is expected; empty text: nothing.
        String complaint(Map<String, String> parameters);
    }

    /// Work on everything; only admins ask for it.
    public static JobKind ofRegistry(String name, String title, Handler handler) {
        return new JobKind(name, title, false, Set.of(), parameters -> "", handler);
    }

    /// Work on one namespace; its maintainers ask for it.
    public static JobKind ofNamespace(String name, String title, Handler handler) {
        return new JobKind(name, title, true, Set.of(), parameters -> "", handler);
    }

    /// The same with the names of its parameters.
    public JobKind taking(String... names) {
        return new JobKind(name, title, ofNamespace, Set.of(names), check, handler);
    }

    /// The same with a look at what is asked for.
    public JobKind checked(Check look) {
        return new JobKind(name, title, ofNamespace, parameters, look, handler);
    }
}
