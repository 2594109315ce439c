package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.Directory;
import dev.entrepot.directory.PersonalToken;
import dev.entrepot.directory.Robot;
import dev.entrepot.directory.RobotSecret;
import dev.entrepot.directory.Secrets;
import dev.entrepot.directory.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which credentials live, whose they are and what they hold, as the rows say; remembered until rights change.
final class Credentials {
    private static final int REMEMBERED = 10_000;

    /// Longer names are nobody's.
    private static final int MAX_NAME_LENGTH = 255;

    private final Database database;
    private final InstantSource clock;
    private final Duration confirmWithin;
    private final Directory directory = new Directory();
    private final EpochCache<String, Optional<Account>> accounts;
    private final EpochCache<String, Optional<Holder>> secrets;
    private final EpochCache<Holder, Optional<Living>> living;

    /// @param confirmWithin how long an external account is believed after its provider vouched for it
    Credentials(Database database, AccessEpoch epoch, InstantSource clock, Duration confirmWithin) {
        this.database = database;
        this.clock = clock;
        this.confirmWithin = confirmWithin;
        this.accounts = new EpochCache<>(epoch, REMEMBERED);
        this.secrets = new EpochCache<>(epoch, REMEMBERED);
        this.living = new EpochCache<>(epoch, REMEMBERED);
    }

    /// A credential that lives.
    ///
    /// @param limit what it is good for at most
    /// @param holdings what its principal was given
    /// @param until when it ends by itself; empty: never
    record Living(Principal principal, Limit limit, Holdings holdings, Optional<Instant> until) {}

    /// The account of that name, if this node remembers it; never blocks.
    Optional<Account> rememberedAccount(String name) {
        return accounts.peek(name).flatMap(account -> account);
    }

    Optional<Account> account(String name) {
        if (name.length() > MAX_NAME_LENGTH || name.chars().anyMatch(Character::isISOControl)) {
            // No account has it, and PostgreSQL takes no NUL in a text.
            return Optional.empty();
        }
        return accounts.get(name, () -> database.read(sql -> directory.account(sql, name)));
    }

    /// Whose that secret is, if this node remembers it; never blocks.
    Optional<Holder> rememberedSecret(String secret) {
        return secrets.peek(Secrets.hash(secret)).flatMap(holder -> holder);
    }

    /// Whose that secret of a robot or personal token is. A secret of 238 random bits is looked up by its SHA-256:
    /// who can make a hash that is in an index knows the secret.
    Optional<Holder> secret(String secret) {
        String hash = Secrets.hash(secret);
        return secrets.get(hash, () -> database.read(sql -> holder(sql, hash)));
    }

    private Optional<Holder> holder(Sql sql, String hash) {
        Optional<Holder> owner = directory
                .tokenByHash(sql, hash)
                .flatMap(token -> directory
                        .accountById(sql, token.accountId())
                        .map(account -> holder(account, Holder.TOKEN + token.id())));
        return owner.isPresent()
                ? owner
                : directory
                        .robotSecretByHash(sql, hash)
                        .flatMap(found -> directory
                                .robotById(sql, found.robotId())
                                .map(robot -> holder(robot, Holder.ROBOT_SECRET + found.id())));
    }

    static Holder holder(Account account, String credential) {
        return new Holder(Author.Kind.USER, account.id(), account.name(), account.credentialVersion(), credential);
    }

    static Holder holder(Robot robot, String credential) {
        return new Holder(Author.Kind.ROBOT, robot.id(), robot.name(), robot.credentialVersion(), credential);
    }

    Optional<Robot> robot(String name) {
        return name.length() > MAX_NAME_LENGTH || name.chars().anyMatch(Character::isISOControl)
                ? Optional.empty()
                : database.read(sql -> directory.robot(sql, name));
    }

    /// The credential, if it lives and this node remembers it; never blocks. Empty says nothing.
    Optional<Living> remembered(Holder holder) {
        return living.peek(holder).flatMap(found -> found).filter(this::inTime);
    }

    /// The credential, if it lives. One that is remembered as ended is read again: the provider of its account may
    /// have vouched for that since, which is no change of rights.
    Optional<Living> find(Holder holder) {
        Optional<Living> found = living.get(holder, () -> database.read(sql -> load(sql, holder)));
        if (found.isEmpty() || inTime(found.get())) {
            return found;
        }
        living.forget(holder);
        return living.get(holder, () -> database.read(sql -> load(sql, holder))).filter(this::inTime);
    }

    /// The same from the rows that the transaction of `sql` sees.
    Optional<Living> read(Sql sql, Holder holder) {
        return load(sql, holder).filter(this::inTime);
    }

    private boolean inTime(Living found) {
        return found.until().map(clock.instant()::isBefore).orElse(true);
    }

    private Optional<Living> load(Sql sql, Holder holder) {
        return switch (holder.kind()) {
            case USER -> directory.accountById(sql, holder.id()).flatMap(account -> load(sql, holder, account));
            case ROBOT -> directory.robotById(sql, holder.id()).flatMap(robot -> load(sql, holder, robot));
            case ANONYMOUS, SYSTEM -> Optional.empty();
        };
    }

    private Optional<Living> load(Sql sql, Holder holder, Account account) {
        if (account.disabled() || account.credentialVersion() != holder.credentialVersion()) {
            // Personal tokens outlive a change of password: their own row says whether they live.
            if (account.disabled() || !holder.credential().startsWith(Holder.TOKEN)) {
                return Optional.empty();
            }
        }
        Optional<Instant> confirmed = confirmedUntil(account);
        Principal.User user = new Principal.User(account.id(), account.name(), account.role());
        Holdings holdings = holdings(sql, account);
        if (!holder.credential().startsWith(Holder.TOKEN)) {
            return Optional.of(new Living(user, new Limit.None(), holdings, confirmed));
        }
        Optional<PersonalToken> token = directory
                .tokenById(sql, holder.credential().substring(Holder.TOKEN.length()))
                .filter(found -> found.accountId().equals(account.id()));
        return token.map(found -> new Living(
                user,
                found.scopes().<Limit>map(Limit.Allowances::new).orElseGet(Limit.None::new),
                holdings,
                earliest(confirmed, found.expiresAt())));
    }

    private Optional<Living> load(Sql sql, Holder holder, Robot robot) {
        if (robot.disabled() || robot.credentialVersion() != holder.credentialVersion()) {
            return Optional.empty();
        }
        Optional<Instant> ends = earliest(robot.expiresAt(), holder.ciExpiry());
        if (holder.credential().startsWith(Holder.ROBOT_SECRET)) {
            Optional<RobotSecret> secret = directory
                    .robotSecretById(sql, holder.credential().substring(Holder.ROBOT_SECRET.length()))
                    .filter(found -> found.robotId().equals(robot.id()));
            if (secret.isEmpty()) {
                return Optional.empty();
            }
            ends = earliest(ends, secret.get().expiresAt());
        }
        return Optional.of(new Living(
                new Principal.Robot(robot.id(), robot.name(), robot.namespace()),
                new Limit.None(),
                holdings(sql, robot),
                ends));
    }

    /// Whether any credential of the account can be good now.
    boolean lives(Account account) {
        return !account.disabled()
                && confirmedUntil(account).map(clock.instant()::isBefore).orElse(true);
    }

    boolean lives(Robot robot) {
        return robot.livesAt(clock.instant());
    }

    /// Until when an account of a provider is believed.
    private Optional<Instant> confirmedUntil(Account account) {
        return account.local()
                ? Optional.empty()
                : Optional.of(account.confirmedAt().orElse(Instant.EPOCH).plus(confirmWithin));
    }

    /// What a user was given, whether or not a credential of the user is at hand.
    Holdings holdings(Sql sql, Account account) {
        return new Holdings(
                account.name(), account.role(), directory.grantsOfUser(sql, account.id()), List.of(), Optional.empty());
    }

    Holdings holdings(Sql sql, Robot robot) {
        Optional<Holdings> sponsor = directory
                .accountById(sql, robot.sponsorId())
                .filter(account -> !account.disabled())
                .map(account -> holdings(sql, account));
        return new Holdings(
                robot.name(), SystemRole.NONE, directory.grantsOfRobot(sql, robot.id()), robot.rules(), sponsor);
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Instant::compareTo);
    }

    Map<String, Cache<?, ?>> memories() {
        return Map.of("accounts", accounts.memory(), "secrets", secrets.memory(), "credentials", living.memory());
    }
}
