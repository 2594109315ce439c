package dev.entrepot.federation;

import dev.entrepot.access.CiTokens;
import dev.entrepot.conditions.ClaimsCondition;
import dev.entrepot.conditions.Conditions;
import dev.entrepot.conditions.MalformedConditionException;
import dev.entrepot.conditions.Verdict;
import dev.entrepot.directory.CiTrust;
import dev.entrepot.directory.Robot;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Believes tokens of CI systems by the trust rules of a robot.
///
/// In this order, so that nobody makes the registry fetch anything by sending it a token:
///
/// ```
/// form -> a rule of this robot with that issuer and audience -> the issuer is configured -> times, header
///      -> key (fetched only here) -> signature -> condition of the rule
/// ```
public final class CiTokenVerifier implements CiTokens {
    private final CiConfig config;
    private final Function<Robot, List<CiTrust>> rules;
    private final Conditions conditions;
    private final InstantSource clock;
    private final Map<String, IssuerKeys> keys;

    /// Throws `IllegalArgumentException` when the file of certificates cannot be used.
    ///
    /// @param rules the trust rules of a robot, read at every use
    public CiTokenVerifier(
            CiConfig config, Function<Robot, List<CiTrust>> rules, Conditions conditions, InstantSource clock) {
        this(
                config,
                rules,
                conditions,
                clock,
                new IssuerDocuments(
                        config.caFile().map(file -> TrustedCertificates.context(Optional.of(file))),
                        IssuerDocuments.DEADLINE));
    }

    CiTokenVerifier(
            CiConfig config,
            Function<Robot, List<CiTrust>> rules,
            Conditions conditions,
            InstantSource clock,
            IssuerDocuments documents) {
        this.config = config;
        this.rules = rules;
        this.conditions = conditions;
        this.clock = clock;
        this.keys = config.issuers().stream()
                .distinct()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), issuer -> new IssuerKeys(issuer, documents, clock)));
    }

    /// Why a rule cannot be made; empty when it can.
    public Optional<String> objection(String issuer, String audience, String condition) {
        if (!config.trusts(issuer)) {
            return Optional.of("the issuer is not among federation.ci-issuers, where whoever runs the registry names"
                    + " the CI systems that are asked; it must be written exactly as there");
        }
        return CiAudience.objection(issuer, audience).or(() -> objection(condition));
    }

    private static Optional<String> objection(String condition) {
        try {
            ClaimsCondition.parse(condition);
            return Optional.empty();
        } catch (MalformedConditionException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public Result check(Robot robot, String token) {
        Optional<CiToken> parsed = CiToken.parse(token);
        return parsed.isPresent()
                ? check(robot, parsed.get())
                : new Refused("this is no token of a CI system, or one of more than " + CiToken.MAX_LENGTH + " bytes");
    }

    private Result check(Robot robot, CiToken token) {
        String issuer = token.text("iss").orElse("");
        String audience = token.audience().orElse("");
        List<CiTrust> matching = rules.apply(robot).stream()
                .filter(rule -> rule.issuer().equals(issuer) && rule.audience().equals(audience))
                .toList();
        if (matching.isEmpty()) {
            return new Refused("no trust rule of this robot names the token's issuer and its one audience");
        }
        IssuerKeys issuerKeys = keys.get(issuer);
        if (issuerKeys == null) {
            return new Refused("the token's issuer is not among federation.ci-issuers");
        }
        if (CiAudience.objection(issuer, audience).isPresent()) {
            return new Refused("the audience of the trust rule is not unique to this registry");
        }
        Optional<String> objection = token.objection(clock.instant());
        if (objection.isPresent()) {
            return new Refused(objection.get());
        }
        return switch (issuerKeys.find(token.header().getKeyID())) {
            case IssuerKeys.Found(var key) ->
                CiSignatures.verifies(key, token.signed())
                        ? accept(matching, token)
                        : new Refused("the token was not signed by its issuer");
            case IssuerKeys.NoSuchKey _ -> new Refused("the token's key is none of its issuer's");
            case IssuerKeys.Unavailable(String reason) -> new Unavailable(reason);
        };
    }

    private Result accept(List<CiTrust> matching, CiToken token) {
        String reason = "";
        for (CiTrust rule : matching) {
            switch (conditions.claims(rule.condition(), token.claims())) {
                case Verdict.Holds _ -> {
                    return new Accepted(rule.id(), token.text("sub").orElseThrow(), token.expiresAt());
                }
                case Verdict.Errs(String why) -> reason = ": " + why;
                case Verdict.Fails _, Verdict.Missing _ -> {}
            }
        }
        return new Refused("the condition of the trust rule does not hold for this token" + reason);
    }
}
