package dev.entrepot.conditions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// CEL over fixed, typed variables, with `inCidr(address, block)` added.
///
/// Two things are narrower than in CEL at large, so that a text is bounded before it ever runs and its mistakes
/// show when it is written: the expression of `matches` and the block of `inCidr` are literals.
final class Language {
    static final int MAX_TEXT = 4 * 1024;
    static final int MAX_DEPTH = 32;
    static final int MAX_NODES = 1_000;
    private static final int MAX_ITERATIONS = 2_000;
    private static final int MAX_MESSAGE = 300;

    private static final String MATCHES = "matches";
    private static final String IN_CIDR = "inCidr";

    private final Set<String> names;
    private final String variables;
    private final Regexes regexes = new Regexes();
    private final CelCompiler compiler;
    private final CelRuntime runtime;

    Language(Map<String, CelType> types) {
        this(types, MAX_ITERATIONS);
    }

    /// @param maxIterations steps that all loops of one evaluation may take together
    @SuppressWarnings("Immutable") // its cache of compiled expressions shows nowhere
    Language(Map<String, CelType> types, int maxIterations) {
        CelOptions options = CelOptions.current()
                .enableHeterogeneousNumericComparisons(true)
                .maxExpressionCodePointSize(MAX_TEXT)
                .maxParseRecursionDepth(MAX_DEPTH)
                .maxParseExpressionNodeCount(MAX_NODES)
                .comprehensionMaxIterations(maxIterations)
                .build();
        this.names = Set.copyOf(types.keySet());
        this.variables = types.entrySet().stream()
                .map(each -> each.getKey() + " (" + each.getValue().name() + ")")
                .sorted()
                .collect(Collectors.joining(", "));
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                        IN_CIDR,
                        CelOverloadDecl.newGlobalOverload(
                                "in_cidr", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)))
                .setResultType(SimpleType.BOOL);
        types.forEach(builder::addVar);
        this.compiler = builder.build();
        this.runtime = CelRuntimeFactory.plannerRuntimeBuilder()
                .setOptions(options)
                .setStandardFunctions(CelStandardFunctions.newBuilder()
                        .excludeFunctions(CelStandardFunctions.StandardFunction.MATCHES)
                        .build())
                .addFunctionBindings(CelFunctionBinding.fromOverloads(
                        MATCHES,
                        CelFunctionBinding.from("matches", String.class, String.class, regexes::matches),
                        CelFunctionBinding.from("matches_string", String.class, String.class, regexes::matches)))
                .addFunctionBindings(CelFunctionBinding.fromOverloads(
                        IN_CIDR, CelFunctionBinding.from("in_cidr", String.class, String.class, Addresses::inCidr)))
                .build();
    }

    /// Throws {@link MalformedConditionException}.
    Program compile(String text) {
        if (text.isBlank()) {
            throw malformed("the condition is empty");
        }
        if (text.length() > MAX_TEXT) {
            throw malformed("the condition is longer than " + MAX_TEXT + " characters");
        }
        CelAbstractSyntaxTree tree = checked(compiler.compile(text));
        Set<String> named = new TreeSet<>();
        CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(node -> {
            CelExpr expression = node.expr();
            if (expression.getKind() == ExprKind.Kind.IDENT
                    && names.contains(expression.ident().name())) {
                named.add(expression.ident().name());
            } else if (expression.getKind() == ExprKind.Kind.CALL) {
                check(expression.call());
            }
        });
        try {
            return new Program(runtime.createProgram(tree), named);
        } catch (CelEvaluationException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private CelAbstractSyntaxTree checked(CelValidationResult result) {
        try {
            return result.getAst();
        } catch (CelValidationException e) {
            List<CelIssue> errors = e.getErrors();
            throw errors.isEmpty() ? malformed(String.valueOf(e.getMessage())) : malformed(text(errors.getFirst()));
        }
    }

    private void check(CelExpr.CelCall call) {
        try {
            switch (call.function()) {
                case MATCHES -> regexes.compile(literal(call));
                case IN_CIDR -> Addresses.block(literal(call));
                default -> {}
            }
        } catch (IllegalArgumentException e) {
            throw malformed(call.function() + ": " + e.getMessage());
        }
    }

    private static String literal(CelExpr.CelCall call) {
        CelExpr last = call.args().getLast();
        if (last.getKind() != ExprKind.Kind.CONSTANT || last.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            throw new IllegalArgumentException("its last argument must be a text in quotes");
        }
        return last.constant().stringValue();
    }

    /// In the library's words, without what means nothing to people who know no parser.
    private static String text(CelIssue issue) {
        String message = issue.getMessage()
                .replace(" (in container '')", "")
                .replace("'<EOF>'", "the end")
                .replaceFirst("(?s) expecting \\{.*}", ", expected a value");
        return "line " + issue.getSourceLocation().getLine() + ", column "
                + (issue.getSourceLocation().getColumn() + 1) + ": " + message;
    }

    private MalformedConditionException malformed(String what) {
        String shortened = what.length() > MAX_MESSAGE ? what.substring(0, MAX_MESSAGE) + "…" : what;
        return new MalformedConditionException(
                shortened + "; expected CEL that is true or false, over " + variables + " and inCidr(address, block)");
    }
}
