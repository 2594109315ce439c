package dev.entrepot.reading;

import java.util.List;

/// Every kind of file that is known.
final class Analyzers {
    private Analyzers() {}

    /// New ones, for one worker. Where several want the same file they are asked in this order.
    static List<Analyzer> all() {
        return List.of(
                new ReleaseAnalyzer(),
                new DpkgAnalyzer(),
                new ApkAnalyzer(),
                new RpmAnalyzer(),
                new JarAnalyzer(),
                new NpmAnalyzer(),
                new PythonAnalyzer(),
                new GemAnalyzer(),
                new ComposerAnalyzer(),
                new NugetAnalyzer(),
                new ProgramAnalyzer());
    }
}
