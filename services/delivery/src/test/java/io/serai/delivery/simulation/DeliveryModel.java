package io.serai.delivery.simulation;

import io.serai.delivery.Attempt;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.Policy;
import io.serai.delivery.Policy.Backoff;
import io.serai.delivery.Subscription;
import io.serai.delivery.internal.rows.BlockedKeyRow;
import io.serai.delivery.internal.rows.CursorRow;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRowCodec;
import io.serai.delivery.internal.rows.RowKeys;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import io.serai.store.memory.Memory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one subscription was promised (G4, G5, G6), checked with every attempt and against the rows as they are. */
final class DeliveryModel {

    final Spec spec;
    private final VirtualTime time;
    private final Ledger ledger;
    private final Memory memory;
    private final LogModel log;
    private final Map<Position, Story> stories = new HashMap<>();
    private final Map<Position, Boolean> wanted = new HashMap<>();
    // whatever it was declared to be: what all of it wants is owed, what none of it wants must not come
    private final Set<Subscription> declarations = new HashSet<>();
    private final long[] incarnations;
    // of first attempts: by incarnation and key
    private final Map<String, Long> firsts = new HashMap<>();

    /** Declared at least once. */
    boolean declared;

    /** Its first cursors were durable at some time, and when at the latest. */
    boolean ready;

    private Instant readyAt = Instant.MAX;

    /** Its target was taken away before it had cursors: what retention took meanwhile it was never promised. */
    boolean interrupted;

    /** Its deletion was asked for; from then on it has no target. */
    boolean deleting;

    /** Its deletion is over. */
    boolean deleted;

    private boolean nothingLeft;

    DeliveryModel(Spec spec, VirtualTime time, Ledger ledger, Memory memory, LogModel log) {
        this.spec = spec;
        this.time = time;
        this.ledger = ledger;
        this.memory = memory;
        this.log = log;
        incarnations = new long[memory.partitions()];
        declarations.add(spec.subscription());
    }

    /** It is declared to be that from now on. */
    void declare(Subscription subscription) {
        if (declarations.add(subscription)) {
            wanted.clear();
        }
    }

    private boolean ordered() {
        return declarations.stream().allMatch(any -> any.policy().order() == Policy.Order.KEY);
    }

    /** What was there when it began may not be its concern. */
    private boolean late() {
        return spec.late() || interrupted;
    }

    private boolean wants(StoredEvent event) {
        return wanted.computeIfAbsent(
                event.position(), position -> declarations.stream().allMatch(any -> Spec.wants(any, event)));
    }

    void ready() {
        readyAt = ready ? readyAt : time.latest();
        ready = true;
    }

    /** It wants the event, which was not old enough to be removed before there was a cursor. */
    private boolean owed(StoredEvent event) {
        Instant began = ready ? readyAt : time.latest();
        return wants(event)
                && !(event.type().equals(LogModel.EXPIRING)
                        && event.recordedTime().plus(LogModel.RETENTION).isBefore(began));
    }

    private boolean mayWant(StoredEvent event) {
        return declarations.stream().anyMatch(any -> Spec.wants(any, event));
    }

    /** From now on every attempt is one too many. */
    void expectNothing() {
        nothingLeft = true;
    }

    Story story(Position position) {
        return stories.computeIfAbsent(position, made -> new Story());
    }

    /** @param open attempts of the same process without an answer, this one not among them */
    void begun(Attempt attempt, boolean paused, Collection<OpenAttempt> open) {
        Position position = attempt.event().position();
        Story story = story(position);
        log.read(attempt.event());
        check(!paused, "a paused subscription rests", attempt, "it was paused");
        check(!nothingLeft, "what is done is not done again", attempt, "everything was delivered before");
        check(!deleted, "a deleted subscription is gone", attempt, "it was deleted");
        check(mayWant(attempt.event()), "only what matches is delivered", attempt, "it does not match");
        long slots = open.stream().filter(other -> other.spec().equals(spec)).count();
        check(slots < spec.policy().concurrency(), "concurrency", attempt, slots + " are in flight");
        boolean former = attempt.incarnation() < incarnations[position.partition()];
        if (!former) {
            incarnations[position.partition()] = attempt.incarnation();
            number(attempt, story);
            backoff(attempt, story);
        }
        if (ordered()) {
            alone(attempt, open);
            if (!former) {
                inOrder(attempt, story);
            }
        }
        if (!former) {
            story.highest = Math.max(story.highest, attempt.number());
            story.incarnation = attempt.incarnation();
        }
    }

    private void number(Attempt attempt, Story story) {
        check(
                attempt.number() >= story.highest,
                "G6 attempts do not go back",
                attempt,
                "attempt " + story.highest + " had begun");
        boolean again = attempt.number() == story.highest
                && attempt.incarnation() == story.incarnation
                && attempt.number() != story.brokenOff;
        check(!again || spec.hasOutages(), "G6 an attempt is made once", attempt, "it had begun in this incarnation");
        int most = spec.policy().retry().attempts() * (1 + story.redrives);
        check(attempt.number() <= most, "G6 no more attempts than allowed", attempt, most + " are");
    }

    private void backoff(Attempt attempt, Story story) {
        if (story.redrives > 0 || spec.policy().retry().backoff() != Backoff.FIXED) {
            return;
        }
        Instant now = time.instant();
        Duration delay = spec.policy().retry().delay();
        boolean known = attempt.number() == story.failed + 1 && attempt.incarnation() == story.incarnation;
        if (time.wasSet()) {
            long waited = time.nanos() - story.failedAtNanos;
            check(
                    !known || waited >= delay.minusMillis(1).toNanos(),
                    "G6 a backoff is kept",
                    attempt,
                    "the attempt before failed " + Duration.ofNanos(waited) + " ago");
            return;
        }
        Optional<Instant> failed = known
                ? Optional.of(story.failedAt)
                : row(attempt.event().position())
                        .filter(row -> attempt.number() == row.attempts() + 1)
                        .flatMap(row -> row.history().stream()
                                .map(DeadLetter.Entry::time)
                                .reduce((a, b) -> b));
        failed.ifPresent(last -> check(
                !now.isBefore(last.plus(delay).truncatedTo(ChronoUnit.MILLIS)),
                "G6 a backoff is kept",
                attempt,
                "the attempt before failed at " + last + ", it is " + now));
    }

    private void alone(Attempt attempt, Collection<OpenAttempt> open) {
        for (OpenAttempt other : open) {
            boolean sameKey = other.spec().equals(spec)
                    && other.attempt().event().key().equals(attempt.event().key())
                    && other.attempt().incarnation() == attempt.incarnation();
            check(
                    !sameKey || other.deadline() <= time.nanos(),
                    "G5 events of a key wait for each other",
                    attempt,
                    other + " is in flight");
        }
    }

    private void inOrder(Attempt attempt, Story story) {
        Position position = attempt.event().position();
        if (attempt.number() == 1) {
            Long before =
                    firsts.merge(attempt.incarnation() + " " + attempt.event().key(), position.offset(), Math::max);
            check(
                    before <= position.offset(),
                    "G5 first attempts of a key are in order",
                    attempt,
                    before + " had begun");
        }
        if (story.redrives > 0) {
            return;
        }
        log.events(position.partition()).headMap(position.offset()).forEach((offset, earlier) -> {
            if (earlier.key().equals(attempt.event().key()) && owed(earlier.event())) {
                Position there = earlier.event().position();
                Story other = stories.get(there);
                boolean concerned = other != null ? other.highest > 0 : !late();
                check(
                        !concerned || (other != null && (other.taken() || other.discardAsked)) || letGo(there),
                        "G5 an event waits for those before it",
                        attempt,
                        there + " (" + earlier.identity() + ") is not over, its row: " + row(there));
            }
        });
    }

    /** It was given up, and does not keep its key waiting. */
    private boolean letGo(Position position) {
        return row(position)
                .filter(row -> switch (row.state()) {
                    case RETRYING -> false;
                    case DEAD, REDRIVING -> !row.blocksKey();
                    case DONE, RESOLVED, DISCARDED -> true;
                })
                .isPresent();
    }

    Optional<DeliveryRow> row(Position position) {
        String key = RowKeys.delivery(spec.name(), position.offset());
        return Optional.ofNullable(memory.rows(position.partition(), key).get(key))
                .map(DeliveryRowCodec::decode);
    }

    void answered(OpenAttempt open, boolean success) {
        Story story = story(open.attempt().event().position());
        boolean inTime = time.nanos() < open.deadline();
        if (success) {
            story.delivered |= inTime;
            story.perhaps |= !inTime;
        } else if (inTime
                && open.attempt().incarnation()
                        == incarnations[open.attempt().event().position().partition()]) {
            story.failed = open.attempt().number();
            story.failedAt = time.instant();
            story.failedAtNanos = time.nanos();
        }
    }

    /** The target is taken away: what fails of what has begun need not count. */
    void detached() {
        stories.values().forEach(story -> story.brokenOff = story.highest);
    }

    /** G4: whatever the cursor has passed was delivered, or is kept. */
    void cursorSkipsNobody(String when) {
        if (!declared || deleting || late()) {
            return;
        }
        for (int p = 0; p < memory.partitions(); p++) {
            byte[] row = memory.rows(p, RowKeys.CURSORS).get(RowKeys.CURSORS);
            CursorRow.At at =
                    row == null ? null : CursorRow.decode(row).cursors().get(spec.name());
            if (at != null) {
                int partition = p;
                log.events(p)
                        .headMap(at.next())
                        .values()
                        .forEach(passed -> ledger.check(
                                !owed(passed.event()) || delivered(passed) || kept(passed),
                                "G4 nobody is skipped",
                                () -> spec.name() + " has passed "
                                        + passed.event().position() + " ("
                                        + passed.identity() + ") with its cursor " + at + " of partition " + partition
                                        + ", " + when));
            }
        }
    }

    private boolean delivered(LogModel.Seen passed) {
        Story story = stories.get(passed.event().position());
        return story != null && (story.taken() || story.discardAsked);
    }

    private boolean kept(LogModel.Seen passed) {
        Position position = passed.event().position();
        if (row(position).isPresent()) {
            return true;
        }
        String marker = RowKeys.blockedKey(spec.name(), passed.key());
        byte[] blocked = memory.rows(position.partition(), marker).get(marker);
        return blocked != null && BlockedKeyRow.decode(blocked).next() <= position.offset();
    }

    /** It must not be removed: it is not delivered, or a row of it is not over. */
    boolean needs(Position position) {
        LogModel.Seen seen = log.at(position);
        if (!declared || deleting || late() || seen == null || !owed(seen.event())) {
            return false;
        }
        return row(position)
                .map(row -> row.state() != DeliveryRow.State.RESOLVED && row.state() != DeliveryRow.State.DISCARDED)
                .orElse(!delivered(seen) && !story(position).discarded);
    }

    /** Events that nobody may say are not its concern, and that were neither delivered nor given up. */
    List<String> missing() {
        return java.util.stream.IntStream.range(0, memory.partitions())
                .boxed()
                .flatMap(p -> log.events(p).values().stream())
                .filter(seen -> owed(seen.event()) && !delivered(seen))
                .filter(seen -> !late() || story(seen.event().position()).due)
                .filter(seen -> row(seen.event().position())
                        .filter(row ->
                                row.state() == DeliveryRow.State.DEAD || row.state() == DeliveryRow.State.DISCARDED)
                        .isEmpty())
                .map(seen -> seen.event().position() + " (" + seen.identity() + ")")
                .toList();
    }

    private void check(boolean kept, String promise, Attempt attempt, String how) {
        ledger.check(
                kept,
                promise,
                () -> spec.name() + " attempt " + attempt.number() + " at "
                        + attempt.event().position() + " ("
                        + attempt.event().event().getId() + " of "
                        + attempt.event().key() + ", incarnation " + attempt.incarnation() + "): " + how);
    }
}
